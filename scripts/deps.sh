#!/usr/bin/env bash
# Installs the missing packages for building and testing (as root on Debian-based systems), or prints the command that
# would. Options add: --all, what tests use only if present; --windows, tests of the Windows library; --targets, other
# processors and musl; --peers, third-party clients; --readers, the C header readers of other languages; --page, the browser
# for the simulator's page; --bench, what the library is measured beside; --bindings, builders and runtimes of the packages for
# other languages; --platforms, what has libraries for other systems built and tried; --packages, what packages for distributions
# and package managers are built and tried with. Run by `make deps`.
set -euo pipefail

packages=()
need() { command -v "$1" >/dev/null || packages+=("$2"); }

command -v cargo >/dev/null || {
    echo "cargo is missing; install it with: curl https://sh.rustup.rs -sSf | sh" >&2
    exit 1
}
need "${CC:-cc}" gcc
need "${CXX:-c++}" g++
need python3 python3
need nm binutils
if [[ ${1:-} == --all ]]; then
    need valgrind valgrind
    need clang++ clang
    need abidiff abigail-tools
    need cmake cmake
    need pkg-config pkg-config
    # The simulator's examples.
    need node nodejs
    echo '#include <curl/curl.h>' | "${CC:-cc}" -E - >/dev/null 2>&1 || packages+=(libcurl4-openssl-dev)
    # The proxies of tests/proxies.
    need tinyproxy tinyproxy-bin
    need microsocks microsocks
    PATH=$PATH:/usr/sbin need danted dante-server
fi
if [[ ${1:-} == --all || ${1:-} == --readers ]]; then
    # C header readers of tests/readers, and the installers of the others.
    need bindgen bindgen
    need swig swig
    need castxml castxml
    need go golang-go
    need luajit luajit
    need php php-cli
    need node nodejs
    need npm npm
    python3 -c 'import ensurepip, venv' 2>/dev/null || packages+=(python3-venv)
fi
if [[ ${1:-} == --all || ${1:-} == --peers ]]; then
    need curl curl
    need node nodejs
    need npm npm
    python3 -c 'import ensurepip, venv' 2>/dev/null || packages+=(python3-venv)
    need openssl openssl
    need unshare util-linux
    need rclone rclone
    need onedrive onedrive
fi
if [[ ${1:-} == --all || ${1:-} == --page ]]; then
    need chromium chromium
    need node nodejs
    need npm npm
fi
if [[ ${1:-} == --bench ]]; then
    need node nodejs
    need npm npm
    need strip binutils
    need valgrind valgrind
    need strace strace
    need openssl openssl
    need rclone rclone
    [[ -e /etc/ssl/certs/ca-certificates.crt ]] || packages+=(ca-certificates)
    echo '#include <curl/curl.h>' | "${CC:-cc}" -E - >/dev/null 2>&1 || packages+=(libcurl4-openssl-dev)
fi
if [[ ${1:-} == --bindings ]]; then
    need javac openjdk-17-jdk-headless
    need mvn maven
    file() { [[ -e $1 ]] || packages+=("$2"); }
    file /usr/share/java/jna.jar libjna-java
    file /usr/share/java/junit-jupiter-api.jar junit5
    dpkg-query --show libjna-jni >/dev/null 2>&1 || packages+=(libjna-jni)
    for plugin in compiler jar javadoc resources source; do
        file "/usr/share/maven-repo/org/apache/maven/plugins/maven-$plugin-plugin" "libmaven-$plugin-plugin-java"
    done
    file /usr/share/maven-repo/org/apache/maven/plugins/maven-surefire-plugin libsurefire-java
    need mcs mono-mcs
    need mono mono-runtime
    file /usr/lib/mono/4.5/Facades/netstandard.dll mono-devel
    need nunit-console nunit-console
    need ruby ruby
    ruby -e 'require "ffi"' 2>/dev/null || packages+=(ruby-ffi)
    ruby -e 'require "minitest"' 2>/dev/null || packages+=(ruby-minitest)
    need yard yard
    need php php-cli
    need composer composer
    need phpunit phpunit
    file /usr/share/php/Psr/Log/autoload.php php-psr-log
    php -m 2>/dev/null | grep -qx zip || packages+=(php-zip)
    need luajit luajit
    luajit -e 'require "cjson"' 2>/dev/null || packages+=(lua-cjson)
    perl -MFFI::Platypus -e 1 2>/dev/null || packages+=(libffi-platypus-perl)
    need ldc2 ldc
    need nim nim
fi
if [[ ${1:-} == --bindings || ${1:-} == --bench ]]; then
    need node nodejs
    need npm npm
    need go golang-go
    need pkg-config pkg-config
    python3 -c 'import ensurepip, venv' 2>/dev/null || packages+=(python3-venv)
fi
if [[ ${1:-} == --windows ]]; then
    need x86_64-w64-mingw32-gcc-posix gcc-mingw-w64-x86-64
    need x86_64-w64-mingw32-g++-posix g++-mingw-w64-x86-64
    need wine "wine wine64"
fi
if [[ ${1:-} == --windows || ${1:-} == --platforms ]]; then
    need llvm-dlltool llvm
fi
if [[ ${1:-} == --platforms ]]; then
    need lld-link lld
    need clang clang
    need musl-gcc musl-tools
    need x86_64-w64-mingw32-gcc-posix gcc-mingw-w64-x86-64
    need wine "wine wine64"
fi
if [[ ${1:-} == --targets || ${1:-} == --platforms ]]; then
    need musl-gcc musl-tools
    need aarch64-linux-gnu-g++ g++-aarch64-linux-gnu
    need i686-linux-gnu-g++ g++-i686-linux-gnu
    need qemu-aarch64-static qemu-user-static
fi
if [[ ${1:-} == --packages ]]; then
    need dh debhelper
    need dpkg-buildpackage dpkg-dev
    need lintian lintian
    need doxygen doxygen
    need cmake cmake
    need pkg-config pkg-config
    need ruby ruby
    need ip iproute2
    need unshare util-linux
    need xz xz-utils
    PATH=$PATH:/usr/sbin need debootstrap debootstrap
    python3 -c 'import ensurepip, venv' 2>/dev/null || packages+=(python3-venv)
fi
if [[ ${#packages[@]} == 0 ]]; then exit 0; fi
line="apt-get install -y --no-install-recommends ${packages[*]}"
if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
    echo "installing ${packages[*]}"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -q </dev/null
    # Debian starts installed servers unless this file forbids it (invoke-rc.d(8)).
    policy=/usr/sbin/policy-rc.d
    if [[ ! -e $policy ]]; then
        trap 'rm -f "$policy"' EXIT
        printf '#!/bin/sh\nexit 101\n' >"$policy"
        chmod +x "$policy"
    fi
    $line libc6-dev </dev/null
    # Nor may they start at boot or login from now on.
    if [[ " $line " == *' dante-server '* ]] && command -v systemctl >/dev/null; then
        systemctl disable --quiet danted.service </dev/null || true
    fi
    if [[ " $line " == *' onedrive '* ]] && command -v systemctl >/dev/null; then
        systemctl --global disable --quiet onedrive.service </dev/null || true
    fi
else
    echo "missing: ${packages[*]}; install them with: $line" >&2
    exit 1
fi
