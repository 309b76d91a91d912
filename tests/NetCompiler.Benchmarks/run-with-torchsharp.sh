#!/bin/sh
# Runs the benchmarks where the system's C++ runtime is too old for TorchSharp (Debian 12, Ubuntu 22.04; it needs GLIBCXX_3.4.32, GCC 13).
#
#   tests/NetCompiler.Benchmarks/run-with-torchsharp.sh [ARGUMENTS]       without arguments: peers
#   taskset -c 1 tests/NetCompiler.Benchmarks/run-with-torchsharp.sh      pinned to one core
#
# Makes a Debian 13 root (once; 260 MB, about a minute) in ~/.cache/netcompiler/debian-13, and runs the built benchmark inside it, with this
# machine's .NET. Needs root, and Debian's packages debootstrap and util-linux: apt-get install debootstrap
# The mounts live in a mount namespace of their own and end with the run, however it ends. Where a container forbids mounts, the root's
# C library loads the program instead, without chroot.
#
# NETCOMPILER_DEBIAN13   another place for the root          NETCOMPILER_DEBIAN_MIRROR   another mirror than the machine's own
# NETCOMPILER_NO_MOUNT=1 do not try to mount                 DOTNET_ROOT                 another .NET than the one on the path
set -eu

fail() { echo "run-with-torchsharp.sh: $1" >&2; exit 1; }

project=$(cd "$(dirname "$0")" && pwd)
root=${NETCOMPILER_DEBIAN13:-${XDG_CACHE_HOME:-$HOME/.cache}/netcompiler/debian-13}
command -v dotnet >/dev/null || fail "dotnet is not on the path."
dotnet_root=${DOTNET_ROOT:-$(dirname "$(readlink -f "$(command -v dotnet)")")}
[ "$(uname -m)" = x86_64 ] || fail "TorchSharp's native library for Linux exists for x64 only; this is $(uname -m)."

if [ ! -d "$root" ]; then
    [ "$(id -u)" = 0 ] || fail "run it as root the first time: debootstrap needs that to make $root."
    command -v debootstrap >/dev/null || fail "debootstrap is missing: apt-get install debootstrap"
    mirror=${NETCOMPILER_DEBIAN_MIRROR:-$(sed -n 's/^URIs: *\([^ ]*\).*/\1/p' /etc/apt/sources.list.d/debian.sources 2>/dev/null | head -n 1)}
    mirror=${mirror:-http://deb.debian.org/debian}
    echo "Making a Debian 13 root in $root from $mirror ..." >&2
    rm -rf "$root.partial"
    mkdir -p "$root.partial"
    packages=libicu76,libssl3t64,zlib1g,libdnnl3.6,libxnnpack0.20241108
    debootstrap --variant=minbase --include="$packages" trixie "$root.partial" "$mirror" > "$root.log" 2>&1 \
        || { tail -n 5 "$root.log" >&2; fail "debootstrap failed; all it said is in $root.log"; }
    mv "$root.partial" "$root"
fi

dotnet build -c Release -nologo -v quiet -clp:ErrorsOnly "$project" >&2
program=$(dotnet msbuild "$project" -p:Configuration=Release -getProperty:TargetPath)
[ $# -gt 0 ] || set -- peers
# On Zen 5, oneDNN in libtorch 2.10 reads and writes past tensors of some shapes in single precision; without AVX2 it is right, and verify
# compares numbers, not times.
[ "$1" = verify ] && export ONEDNN_MAX_CPU_ISA="${ONEDNN_MAX_CPU_ISA:-SSE41}"

if [ "${NETCOMPILER_NO_MOUNT:-0}" != 1 ] && unshare --mount --propagation private true 2>/dev/null; then
    mkdir -p "$root/dotnet" "$root/benchmarks"
    # In the namespace: $1 root, $2 .NET, $3 the benchmark's folder, $4 its file, then the arguments.
    exec unshare --mount --propagation private sh -eu -c '
        root=$1; mount --rbind /proc "$root/proc"; mount --rbind /dev "$root/dev"; mount --rbind /sys "$root/sys"
        mount --bind "$2" "$root/dotnet"; mount --bind "$3" "$root/benchmarks"
        program=/benchmarks/$4; shift 4
        exec chroot "$root" env -u LD_LIBRARY_PATH HOME=/root TMPDIR=/tmp DOTNET_ROOT=/dotnet PATH=/dotnet:/usr/bin:/bin dotnet "$program" "$@"
    ' sh "$root" "$dotnet_root" "$(dirname "$program")" "$(basename "$program")" "$@"
fi

# Without mounts: the root's loader runs dotnet with the root's libraries. dotnet finds its files beside the program that the kernel
# started, so that must be a copy of the loader, named dotnet, in a folder like .NET's own. And a process cannot start itself again this
# way, so the settings that the benchmark would start itself again with are made here.
echo "Mounts are not permitted here: running with the C library of $root instead." >&2
folder=$root/dotnet-by-loader
mkdir -p "$folder"
cp -L "$root/lib64/ld-linux-x86-64.so.2" "$folder/dotnet"
for part in host shared; do ln -sfn "$dotnet_root/$part" "$folder/$part"; done
libraries=$root/usr/lib/x86_64-linux-gnu
export MALLOC_MMAP_THRESHOLD_=4294967296 MALLOC_TRIM_THRESHOLD_=8589934592 MALLOC_TOP_PAD_=67108864 OMP_NUM_THREADS=1 MKL_NUM_THREADS=1
export ORT_DISABLE_TELEMETRY=1
export NETCOMPILER_BENCHMARKS_FAIR=1 DOTNET_ROOT="$dotnet_root"
exec "$folder/dotnet" --library-path "$libraries" "$dotnet_root/dotnet" "$program" "$@"
