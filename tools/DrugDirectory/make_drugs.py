#!/usr/bin/env python3
"""Rebuild drugs.txt.gz from the tables of the French public drug database (see Reference/README.md).

usage: make_drugs.py FOLDER OUT DATE
  FOLDER holds cis, cip, compo, generiques, conditions_prescription, disponibilite and mitm_atc as .tsv.gz with headers;
  DATE is the day the tables were taken, yyyy-MM-dd.
"""

import collections
import datetime
import gzip
import os
import sys

# A shortage notice older than this says nothing of today any more.
MAX_NOTICE_DAYS = 730


def read(folder, name):
    with gzip.open(os.path.join(folder, name + ".tsv.gz"), "rt", encoding="utf-8") as stream:
        lines = stream.read().split("\n")
    head = lines[0].split("\t")
    for line in lines[1:]:
        if line:
            yield dict(zip(head, (" ".join(cell.split()) for cell in line.split("\t"))))


def numbered(values):
    """Values in the order of how often they come; the number is the place in that order."""
    counts = collections.Counter(values)
    order = [value for value, _ in sorted(counts.items(), key=lambda one: (-one[1], one[0]))]
    return order, {value: i for i, value in enumerate(order)}


def day(text):
    return datetime.datetime.strptime(text, "%d/%m/%Y").date() if text else None


def main(folder, out, taken):
    products = [row for row in read(folder, "cis")]
    known = {row["code_cis"] for row in products}
    by = {}
    for table in ("cip", "compo", "generiques", "conditions_prescription", "disponibilite", "mitm_atc"):
        by[table] = collections.defaultdict(list)
        for row in read(folder, table):
            if row["code_cis"] in known:
                by[table][row["code_cis"]].append(row)

    forms, form_no = numbered(row["forme"] for row in products)
    routes, route_no = numbered(route for row in products for route in row["voies"].split(";") if route)
    conditions, condition_no = numbered(
        row["condition"] for rows in by["conditions_prescription"].values() for row in rows)

    # A substance's most frequent spelling is its name; the code is what tells it from others.
    names = collections.defaultdict(collections.Counter)
    for rows in by["compo"].values():
        for row in rows:
            names[row["code_substance"]][row["substance"]] += 1
    substances = {code: counter.most_common(1)[0][0] for code, counter in names.items()}

    as_of = datetime.date.fromisoformat(taken)
    lines = [f"V\t{taken}"]
    lines += [f"F\t{form}" for form in forms]
    lines += [f"R\t{route}" for route in routes]
    lines += [f"C\t{condition}" for condition in conditions]
    lines += [f"S\t{code}\t{name}" for code, name in sorted(substances.items())]
    authorisations = {
        "Autorisation active": "A", "Autorisation abrogée": "W", "Autorisation archivée": "W",
        "Autorisation retirée": "W", "Autorisation suspendue": "U",
    }
    for row in sorted(products, key=lambda one: one["code_cis"]):
        cis = row["code_cis"]
        notices = sorted(
            (n for n in by["disponibilite"][cis] if not n["cip13"]), key=lambda n: day(n["date_maj"]) or as_of)
        supply = ""
        if notices:
            last = notices[-1]
            since = day(last["date_debut"])
            if last["code_statut"] in ("1", "2", "3") and (as_of - (day(last["date_maj"]) or as_of)).days < MAX_NOTICE_DAYS:
                supply = last["code_statut"] + (since.isoformat() if since else "")
        homeopathic = row["procedure_amm"].startswith("Enreg homéo")
        state = authorisations[row["statut_amm"]] + ("M" if row["etat_commercialisation"] == "Commercialisée" else "-")
        state += "H" if homeopathic else "-"
        state += "T" if row["surveillance_renforcee"] == "Oui" else "-"
        lines.append("\t".join((
            "P", cis, row["denomination"], str(form_no[row["forme"]]),
            ",".join(str(route_no[route]) for route in row["voies"].split(";") if route), state, supply,
            ",".join(sorted({str(condition_no[c["condition"]]) for c in by["conditions_prescription"][cis]}, key=int)),
            by["mitm_atc"][cis][0]["code_atc"] if by["mitm_atc"][cis] else "",
            ",".join(sorted({g["id_groupe"] for g in by["generiques"][cis]}, key=int)))))
        seen = set()
        for part in by["compo"][cis]:
            link = part["numero_liaison"]
            line = "\t".join((
                "I", part["code_substance"], part["nature"][0], link, part["element"], part["dosage"],
                part["reference_dosage"]))
            if line not in seen:
                seen.add(line)
                lines.append(line)
        for pack in sorted(by["cip"][cis], key=lambda one: one["cip7"]):
            sold = pack["statut_presentation"] == "Présentation active" \
                and pack["etat_commercialisation"] == "Déclaration de commercialisation"
            lines.append("\t".join(("K", pack["cip7"], pack["cip13"], "M" if sold else "-")))

    with open(out, "wb") as raw:
        # No name and no time in the header: the same tables give the same bytes.
        with gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
            packed.write(("\n".join(lines) + "\n").encode("utf-8"))


if __name__ == "__main__":
    main(*sys.argv[1:4])
