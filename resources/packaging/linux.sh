#!/bin/sh
# Makes dist/catdog_VERSION_ARCHITECTURE.deb and dist/catdog-VERSION-ARCHITECTURE.run, which unpacks itself into a
# folder of the current one and starts the window, of the packaged program: resources/packaging/linux.sh
# Needs pyinstaller on the PATH; dpkg-deb; makeself for the second.
set -eu
cd "$(dirname "$0")/../.."
umask 022

[ -x dist/catdog/catdog ] || pyinstaller --noconfirm resources/desktop/catdog.spec
version=$(dist/catdog/catdog --version | cut -d ' ' -f 2)
architecture=$(dpkg --print-architecture)
root=build/deb
share=$root/usr/share
rm -rf "$root"
mkdir -p "$root/DEBIAN" "$root/usr/lib" "$root/usr/bin"

cp -a dist/catdog "$root/usr/lib/catdog"
# A library is no program, and wheels bring some that anybody may write.
find "$root/usr/lib/catdog" -type f -exec chmod 644 {} +
chmod 755 "$root/usr/lib/catdog/catdog"
ln -s ../lib/catdog/catdog "$root/usr/bin/catdog"
ln -s ../lib/catdog/catdog-gui "$root/usr/bin/catdog-gui"

install -Dm 644 -t "$share/applications" resources/desktop/catdog.desktop
install -Dm 644 -t "$share/metainfo" resources/desktop/app.catdog.catdog.metainfo.xml
install -Dm 644 -t "$share/kio/servicemenus" resources/packaging/debian/catdog-sort.desktop
install -Dm 644 -t "$share/nemo/actions" resources/packaging/debian/catdog-sort.nemo_action
for size in 16x16 32x32; do
    install -Dm 644 -t "$share/icons/hicolor/$size/apps" "resources/icons/$size/catdog.svg"
done
install -Dm 644 -t "$share/icons/hicolor/scalable/apps" resources/icons/catdog.svg
install -Dm 644 resources/shell/bash/catdog "$share/bash-completion/completions/catdog"
install -Dm 644 -t "$share/zsh/vendor-completions" resources/shell/_catdog
install -Dm 644 -t "$share/fish/vendor_completions.d" resources/shell/catdog.fish
install -Dm 644 -t "$share/man/man1" resources/shell/catdog.1
ln -s catdog.1 "$share/man/man1/catdog-gui.1"
gzip -9n "$share/man/man1/catdog.1"
mv "$share/man/man1/catdog-gui.1" "$share/man/man1/catdog-gui.1.gz"
ln -sf catdog.1.gz "$share/man/man1/catdog-gui.1.gz"
install -Dm 644 -t "$share/doc/catdog" resources/packaging/debian/copyright
gzip -9nc CHANGELOG.md >"$share/doc/catdog/changelog.gz"
install -Dm 644 resources/packaging/debian/lintian-overrides "$share/lintian/overrides/catdog"

size=$(du -sk --exclude=DEBIAN "$root" | cut -f 1)
sed -e "s/@VERSION@/$version/" -e "s/@ARCHITECTURE@/$architecture/" -e "s/@SIZE@/$size/" \
    resources/packaging/debian/control >"$root/DEBIAN/control"
(cd "$root" && find usr -type f -exec md5sum {} + >DEBIAN/md5sums)
dpkg-deb --root-owner-group -Zxz --build "$root" "dist/catdog_${version}_$architecture.deb"

if command -v makeself >/dev/null; then
    # The folder stays: a start at login and the file managers' entries name the program in it.
    makeself --gzip --nox11 --target "catdog-$version" dist/catdog "dist/catdog-$version-$architecture.run" \
        "catdog $version into the folder catdog-$version" ./catdog-gui
fi
