#!/usr/bin/env bash
# Software: oslo.context 5.7.1 (Debian trixie, python3-oslo.context 5.7.1-*), the context of OpenStack's calls.
# Expected: RequestContext.to_dict gives "a dictionary of context attributes", and from_dict makes a context of such a
#   dictionary: it reads the attributes by their names, and what was written is read again.
# Seen: neither. project_id and user_name are read by their names, while user_id is ignored without a word: it is read
#   by its older name alone, `user`, which to_dict writes. And to_dict leaves out user_name, so that it is lost on the
#   way. So it is for domain_id and domain_name, and for those of the two other domains.
#     from_dict of user_id u, user_name n, project_id p: user_id None, user_name n, project_id p
#     from_dict of what to_dict gives: user_id u, user_name None, project_id p
# Needs root; see support/debian.sh.
set -euo pipefail
# shellcheck source=findings/support/debian.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/debian.sh"

with_debian 'python3-oslo.context=5.7.1-*' <<'PYTHON'
import sys
from importlib.metadata import version

from oslo_context.context import RequestContext

GIVEN = {"user_id": "u", "user_name": "n", "project_id": "p"}
STATED = ("user_id None, user_name n, project_id p", "user_id u, user_name None, project_id p")


def members(context):
    return ", ".join(f"{name} {getattr(context, name)}" for name in GIVEN)


of_attributes = members(RequestContext.from_dict(GIVEN))
of_written = members(RequestContext.from_dict(RequestContext(**GIVEN).to_dict()))
print("oslo.context", version("oslo.context"))
print("from_dict of user_id u, user_name n, project_id p:", of_attributes)
print("from_dict of what to_dict gives:", of_written)
if (of_attributes, of_written) != STATED:
    print("CHANGED: from_dict reads user_id, or to_dict writes user_name")
    sys.exit(1)
print("as stated: each of the two ways loses a member")
PYTHON
