#!/usr/bin/env bash
# The tests with RabbitMQ and Python's oslo.messaging: scripts/rabbit-test.sh [--option of the test runner …]
# They start RabbitMQ 4 from the folder that rabbit-chroot.sh builds the first time. With OSLO_RPC_TEST_RABBIT_URL
# those that need no broker of their own use that one, and nothing is built.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [ -z "${OSLO_RPC_TEST_RABBIT_URL:-}" ]; then bash scripts/rabbit-chroot.sh >/dev/null; fi
exec node --import tsx test/run.ts rabbit "$@"
