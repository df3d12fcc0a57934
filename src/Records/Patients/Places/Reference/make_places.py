#!/usr/bin/env python3
"""Rebuild places.tsv.gz from the INSEE files named in README.md.

usage: make_places.py FOLDER OUT    FOLDER holds communes_depuis_1943.csv.gz, communes.csv.gz, pays_depuis_1943.csv
"""

import collections
import csv
import gzip
import os
import sys
import unicodedata

FIRST = "1943-01-01"
ARTICLES = {"2": "LE ", "3": "LA ", "4": "LES ", "5": "L ", "6": "AUX ", "7": "LAS ", "8": "LOS "}


def key(text):
    """The comparison form that the program uses: A to Z and single spaces."""
    text = text.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae").replace("Æ", "AE")
    text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c)).upper()
    return " ".join("".join(c if "A" <= c <= "Z" else "" if c.isdigit() else " " for c in text).split())


def merged(rows):
    """Joins successive periods of one code under one name."""
    by_code = collections.defaultdict(list)
    for row in rows:
        by_code[row[0]].append(row)
    for code in by_code:
        last = None
        for _, article, start, end, name in sorted(by_code[code], key=lambda r: r[2]):
            if last and last[4] == name and last[3] == start:
                last = (code, article, last[2], end, name)
                continue
            if last:
                yield last
            last = (code, article, start, end, name)
        yield last


def main(folder, out):
    def open_csv(name):
        path = os.path.join(folder, name)
        stream = gzip.open(path, "rt", encoding="utf-8") if name.endswith(".gz") else open(path, encoding="utf-8")
        return list(csv.DictReader(stream))

    communes = open_csv("communes_depuis_1943.csv.gz")
    rows = [(r["com"], r["tncc"], r["date_debut"], r["date_fin"], r["libelle"]) for r in communes]
    known = {r[0] for r in rows}
    ends = {r["com"]: r["date_fin"] for r in communes if r["date_fin"]}
    # Saint-Barthélemy and Saint-Martin left Guadeloupe: the new code starts when the old one ended.
    starts = {"97701": ends.get("97123", FIRST), "97801": ends.get("97127", FIRST)}
    for r in open_csv("communes.csv.gz"):
        wanted = r["type"] == "arrondissement-municipal" or (r["type"] == "commune-actuelle" and r["zone"] == "com")
        if wanted and r["code_insee"] not in known:
            rows.append((r["code_insee"], "0", starts.get(r["code_insee"], FIRST), "", r["nom"]))
    countries = [(r["cog"], "0", r["date_debut"], r["date_fin"], r["libcog"]) for r in open_csv("pays_depuis_1943.csv")]

    lines = []
    for code, article, start, end, name in list(merged(rows)) + list(merged(countries)):
        full = key(name)
        skip = len(ARTICLES.get(article, ""))
        if not full.startswith(ARTICLES.get(article, "")):
            skip = 0
        lines.append((full[skip:], code, start, end, skip, name))
    lines.sort(key=lambda x: (x[0], x[1], x[2]))
    text = "".join("%s\t%s\t%s\t%d\t%s\n" % (code, "" if start == FIRST else start.replace("-", ""),
                                             end.replace("-", ""), skip, name)
                   for _, code, start, end, skip, name in lines)
    with open(out, "wb") as f, gzip.GzipFile("", "wb", 9, f, 0) as z:
        z.write(text.encode("utf-8"))
    print(len(lines), "rows")


if __name__ == "__main__":
    main(*sys.argv[1:])
