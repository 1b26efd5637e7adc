# Stops the containers when the program that started them is gone and could not do it itself
# (SIGKILL, or the machine ran out of memory). Its standard input is a pipe from that program: a line is the
# id of a process to stop, or "docker" and the name of a container to kill, "done" means that all is stopped already, and its end means that the
# program is gone. Waits 30 s between SIGTERM and SIGKILL, as the platform does.
# $1: the folder to delete in the end.
trap '' HUP INT TERM
pids=
containers=
while read -r line; do
  case "$line" in
    done) exit 0 ;;
    docker\ *) containers="$containers ${line#docker }" ;;
    *) pids="$pids $line" ;;
  esac
done

running() {
  for pid in $pids; do
    kill -0 "$pid" 2>/dev/null && return 0
  done
  return 1
}

[ -n "$pids" ] && kill -TERM $pids 2>/dev/null
seconds=0
while running && [ $seconds -lt 30 ]; do
  sleep 1
  seconds=$((seconds + 1))
done
running && kill -KILL $pids 2>/dev/null
[ -n "$containers" ] && docker rm --force $containers >/dev/null 2>&1
chmod -R u+w "$1" 2>/dev/null
rm -rf "$1"
