#!/bin/sh
# Finds a Python of the right version and has it install. Ends with 0, or with 1 after a sentence that says why not.
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 1
seen=none
for python in python3.13 python3.12 python3.11 python3 python; do
    command -v "$python" >/dev/null 2>&1 || continue
    "$python" "$here/bin/which.py" >/dev/null 2>&1
    case $? in
        0) exec "$python" -X utf8 "$here/bin/install.py" ;;
        11) seen=old ;;
        12) seen=new ;;
        13) seen=machine ;;
    esac
done
case $seen in
    old) echo '这台电脑上的 Python 太旧，不能用：要 3.11、3.12 或 3.13。' ;;
    new) echo '这台电脑上的 Python 比这份安装包新，包里没有给它用的文件：要 3.11、3.12 或 3.13。' ;;
    machine) echo '这份安装包里没有这种处理器用的文件。' ;;
    *) echo '这台电脑上没有找到 Python，还不能安装。' ;;
esac >&2
echo '  怎么办：请管理员装一个 Python 3.13（3.11、3.12 也可以；系统自带的留着，互不影响），再试一次。' >&2
exit 1
