# shellcheck shell=bash
# Fresh Debian systems for .ci/run, which sources this: in_fresh_root SUITE COMMAND...

cache=$(realpath -m "${CALLVIEW_CI_CACHE:-/var/cache/callview-ci}")

# The mirror that this machine's own apt uses; nothing where apt has no lists of it.
debian_mirror() {
  if [[ ${CALLVIEW_CI_MIRROR-} ]]; then
    echo "$CALLVIEW_CI_MIRROR"
  else
    # shellcheck disable=SC2016 # apt-get fills that in
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' | head -n 1
  fi
}

# Sets $work to a new folder, which goes away when the subshell that the leg runs in ends, however it ends.
make_work() {
  work=$(mktemp -d "$cache/work.XXXXXX")
  # shellcheck disable=SC2064 # $work as it is now
  trap "remove_work '$work'" EXIT
}

# Nothing here mounts anything, but debootstrap does while it runs: if it was interrupted, that goes first.
remove_work() {
  local mounted
  case $1 in "$cache"/work.*) ;; *) return 1 ;; esac
  awk -v under="$1/" 'index($2, under) == 1 { print $2 }' /proc/mounts | tac | while read -r mounted; do
    umount "$mounted"
  done
  rm -rf --one-file-system "$1"
}

# minbase SUITE: sees to it that $cache/SUITE.tar holds a minimal system, made within the last week. Two legs may want
# the same one at once: the second waits.
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
    echo "apt knows no Debian mirror: run apt-get update, or set CALLVIEW_CI_MIRROR" >&2
    return 1
  fi
  echo "making $tarball from $mirror"
  make_work
  debootstrap --variant=minbase "$suite" "$work/root" "$mirror" >"$work/log" 2>&1 || {
    tail -n 20 "$work/log"
    echo "debootstrap could not make $suite from $mirror" >&2
    return 1
  }
  tar -C "$work/root" --numeric-owner -cf "$work/tar" .
  mv "$work/tar" "$tarball" # only when it is complete
  exec {lock}>&-
  remove_work "$work"
}

# in_fresh_root SUITE COMMAND...: runs the commands one after the other in a minimal SUITE, at the top of a fresh copy
# of the sources. Nothing of that stays but the minimal system's tarball.
in_fresh_root() {
  local suite=$1 command root started work
  shift
  mkdir -p "$cache"
  # What runs that were killed have left behind.
  find "$cache" -maxdepth 1 -name 'work.*' -mmin +180 | while read -r work; do remove_work "$work"; done
  minbase "$suite"

  make_work
  root=$work/root
  mkdir "$root" "$root/callview"
  tar -C "$root" --numeric-owner -xpf "$cache/$suite.tar"
  cp -L /etc/resolv.conf "$root/etc/resolv.conf"
  # sid's lists expire after a week, and a mirror may be older than that: a snapshot is good enough here.
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
