#!/bin/bash
# Starts a Docker engine when none answers, in the folder given, and waits until it does.
#
#   .ci/docker-up.sh STATE     socket, images, log and pid lie in STATE; stop it by its pid
#
# For machines without systemd, and where the kernel has no bridge or iptables: containers have no
# network, which is all our sandboxes ask for. Needs root. Nothing is left behind outside STATE,
# except Debian's package docker.io where dockerd was not installed.
set -euo pipefail

state=$1
socket=$state/docker.sock
engine_answers() { DOCKER_HOST=unix://$socket docker version >/dev/null 2>&1; }

if ! command -v dockerd >/dev/null; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends docker.io >/dev/null
fi

mkdir -p "$state"
setsid dockerd --data-root "$state/data" --exec-root "$state/exec" --host "unix://$socket" \
    --pidfile "$state/pid" --bridge=none --iptables=false --ip6tables=false \
    >"$state/log" 2>&1 </dev/null &

for _ in $(seq 150); do
    engine_answers && exit 0
    sleep 0.2
done
tail -20 "$state/log" >&2
exit 1
