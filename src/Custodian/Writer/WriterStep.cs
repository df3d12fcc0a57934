namespace Serment.Custodian.Writer;

/// <summary>A step that waits for its turn, with the task of whoever asked.</summary>
internal abstract class WriterStep(CancellationToken stop)
{
    public abstract bool IsDone { get; }

    /// <summary>Whoever asked has gone; nothing of the step has happened.</summary>
    public bool IsCancelled()
    {
        if (!stop.IsCancellationRequested)
        {
            return false;
        }

        Fail(new OperationCanceledException(stop));
        return true;
    }

    public abstract void Run(Turn turn);

    public abstract void Complete();

    public abstract void Fail(Exception why);
}

/// <summary>A step with its result.</summary>
internal sealed class WriterStep<T>(Func<Turn, T> body, CancellationToken stop) : WriterStep(stop)
{
    private readonly TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? result;

    public Task<T> Task => done.Task;

    public override bool IsDone => done.Task.IsCompleted;

    public override void Run(Turn turn) => result = body(turn);

    public override void Complete() => done.TrySetResult(result!);

    public override void Fail(Exception why) => done.TrySetException(why);
}
