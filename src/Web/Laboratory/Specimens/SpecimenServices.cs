using Serment.Records.Laboratory.Specimens;

namespace Serment.Web.Laboratory.Specimens;

/// <summary>What the pages of specimens need.</summary>
internal static class SpecimenServices
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<UnknownScans>();
        services.AddSingleton<ReceiveSpecimen>();
        services.AddSingleton<ListCollections>();
        services.AddSingleton<CollectSpecimens>();
        services.AddSingleton<NoteNonConformity>();
        services.AddSingleton<NonConformities>();
        services.AddSingleton<ReadNonConformity>();
        services.AddSingleton<CollectionRounds>();
        services.AddSingleton<StoreSpecimens>();
        services.AddSingleton<MakeAliquots>();
        services.AddSingleton<SendSpecimens>();
        services.AddSingleton<OutsideLaboratories>();
        services.AddSingleton<SpecimenDesk>();
    }
}
