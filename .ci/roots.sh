# shellcheck shell=bash
# Runs commands in fresh Debian systems: in_fresh_root SUITE COMMAND... The script .ci/run sources this file.

cache=$(realpath -m "${CALLVIEW_CI_CACHE:-/var/cache/callview-ci}")

# Prints the Debian mirror that this machine's apt uses. Prints nothing if apt has no package lists.
debian_mirror() {
  if [[ ${CALLVIEW_CI_MIRROR-} ]]; then
    echo "$CALLVIEW_CI_MIRROR"
  else
    # shellcheck disable=SC2016 # apt-get expands $(REPO_URI)
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' | head -n 1
  fi
}

# Creates a folder and sets $work to its path. The folder is removed when the subshell of the job exits, for any reason.
make_work() {
  work=$(mktemp -d "$cache/work.XXXXXX")
  # shellcheck disable=SC2064 # expands $work now
  trap "remove_work '$work'" EXIT
}

# Removes a folder of make_work. Unmounts everything below it first, because the job `mingw` and an interrupted
# debootstrap leave mounts behind.
remove_work() {
  local mounted
  case $1 in "$cache"/work.*) ;; *) return 1 ;; esac
  awk -v under="$1/" 'index($2, under) == 1 { print $2 }' /proc/mounts | tac | while read -r mounted; do
    umount "$mounted"
  done
  rm -rf --one-file-system "$1"
}

# minbase SUITE: creates $cache/SUITE.tar, a minimal system, unless the file exists and is less than a week old. If two
# jobs need the same file, the second job waits for the first.
minbase() {
  local suite=$1 tarball=$cache/$1.tar mirror work lock
  exec {lock}>"$cache/$suite.lock"
  flock "$lock"
  if [[ $(find "$tarball" -mtime -7 2>/dev/null) ]] && tar -tf "$tarball" >/dev/null; then
    echo "using $tarball of $(date -r "$tarball" '+%F %R')"
    exec {lock}>&-
    return
  fi
  mirror=$(debian_mirror)
  if [[ ! $mirror ]]; then
    echo "no Debian mirror is known: run apt-get update, or set CALLVIEW_CI_MIRROR" >&2
    return 1
  fi
  echo "making $tarball from $mirror"
  make_work
  debootstrap --variant=minbase "$suite" "$work/root" "$mirror" >"$work/log" 2>&1 || {
    tail -n 20 "$work/log"
    echo "debootstrap failed to create $suite from $mirror" >&2
    return 1
  }
  tar -C "$work/root" --numeric-owner -cf "$work/tar" .
  mv "$work/tar" "$tarball" # not before the file is complete
  exec {lock}>&-
  remove_work "$work"
}

# in_fresh_root SUITE COMMAND...: runs the commands one after another in a minimal SUITE, at the root of a fresh copy of
# the sources. Afterwards, it removes everything except the tarball of the minimal system.
in_fresh_root() {
  local suite=$1 command root started work
  shift
  mkdir -p "$cache"
  # Removes what killed runs have left behind.
  find "$cache" -maxdepth 1 -name 'work.*' -mmin +180 | while read -r work; do remove_work "$work"; done
  minbase "$suite"

  make_work
  root=$work/root
  mkdir "$root" "$root/callview"
  tar -C "$root" --numeric-owner -xpf "$cache/$suite.tar"
  cp -L /etc/resolv.conf "$root/etc/resolv.conf"
  # Nothing needs this system after a crash, so dpkg need not wait for the disk.
  echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/unsafe-io"
  # The package lists of sid expire after a week. Accepts expired lists, because an outdated mirror is good enough here.
  echo 'Acquire::Check-Valid-Until "false";' >"$root/etc/apt/apt.conf.d/99snapshot"
  tar --anchored --exclude=./build --exclude=./.git -cf - . | tar -C "$root/callview" --no-same-owner -xf -
  for command in "$@"; do
    echo "--- $suite: $command"
    started=$SECONDS
    chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 CI=true \
      CMAKE_BUILD_PARALLEL_LEVEL="$CMAKE_BUILD_PARALLEL_LEVEL" CTEST_PARALLEL_LEVEL="$CTEST_PARALLEL_LEVEL" \
      ${http_proxy+"http_proxy=$http_proxy"} \
      sh -ec "cd /callview && $command"
    echo "--- $suite: $((SECONDS - started)) s"
  done
  remove_work "$work"
}
