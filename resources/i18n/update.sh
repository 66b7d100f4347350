#!/bin/sh
# Collects the strings that the window shows into the .ts files, and compiles those into the .qm files that the program reads.
# Needs the tools of PySide6-Essentials on the PATH.
set -eu
cd "$(dirname "$0")"
sources=$(find ../../catdog_gui -name '*.py' | sort)
options='-silent -no-obsolete -locations none -source-language en'
pyside6-lupdate $options -target-language zh_CN $sources -ts catdog_zh_CN.ts
# English needs its plural forms only.
pyside6-lupdate $options -pluralonly -target-language en $sources -ts catdog_en.ts
for language in en zh_CN; do pyside6-lrelease -silent "catdog_$language.ts" -qm "catdog_$language.qm"; done
