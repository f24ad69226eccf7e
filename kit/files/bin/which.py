# Whether this Python can use the kit: 0 yes, 11 too old, 12 newer than the kit, 13 another machine. Any Python can read it.
import json
import os
import platform
import sys

version = "%d.%d" % sys.version_info[:2]
system = {"win32": "windows"}.get(sys.platform, "linux" if sys.platform.startswith("linux") else sys.platform)
machine = {"AMD64": "x86_64"}.get(platform.machine(), platform.machine())
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "kit.json")) as kit:
    machines = json.load(kit)["machines"]
if sys.version_info < (3, 11):
    sys.exit(11)
if sys.maxsize < 2**32 or not [one for one in machines if one.startswith("%s-%s-" % (system, machine))]:
    sys.exit(13)
sys.exit(0 if "%s-%s-%s" % (system, machine, version) in machines else 12)
