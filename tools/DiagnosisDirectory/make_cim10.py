#!/usr/bin/env python3
"""Rebuild src/Records/Charts/Diagnoses/Reference/cim10.tsv.gz from the tables named in the README beside it.

usage: make_cim10.py FOLDER OUT    FOLDER holds cim10.tsv.gz and cim10_codes_ans_2025.tsv.gz
"""

import csv
import gzip
import io
import os
import sys


def rows(path):
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)


def main(folder, out):
    newer = {row["code"] for row in rows(os.path.join(folder, "cim10_codes_ans_2025.tsv.gz"))}
    lines = []
    for row in rows(os.path.join(folder, "cim10.tsv.gz")):
        code = row["code"].strip()
        label = " ".join(row["libelle"].split())
        marks = ("c" if row["type_mco_had"] == "3" else "") + ("" if code in newer else "o")
        lines.append(f"{code}\t{marks}\t{label}\n")
    lines.sort()
    plain = io.BytesIO()
    # No name and no time inside: the same input gives the same file.
    with gzip.GzipFile(fileobj=plain, mode="wb", compresslevel=9, mtime=0) as packed:
        packed.write("".join(lines).encode("utf-8"))
    with open(out, "wb") as stream:
        stream.write(plain.getvalue())
    print(f"{len(lines)} codes, {len(plain.getvalue())} bytes")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
