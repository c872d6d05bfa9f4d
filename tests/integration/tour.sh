#!/usr/bin/env bash
# The commands of the README's tour, as they stand there, run in a copy of configs/ with budgets cut. Usage: tour.sh WAIN REPOSITORY
repository=$2
. "$(dirname "$0")/lib.sh"
cp -r "$repository/configs" configs
sed -n "/^## A planner's tour/,/^### /s/^    \\(wain [^#]*\\).*/\\1/p" "$repository/README.md" >tour
[ "$(wc -l <tour)" -ge 10 ] || fail "the tour is not found: $(cat tour)"
while read -r -a words; do
    for i in "${!words[@]}"; do
        case ${words[i]} in
            wain) words[i]=$wain ;;
            /tmp/book*) words[i]=$folder/${words[i]#/tmp/} ;;
            20 | 2) [ "${words[i - 1]}" = --time-limit ] && words[i]=1 ;;
            20000 | 10000) words[i]=200 ;;
        esac
    done
    case ${words[*]} in
        *"plan configs/nightly.yaml --time-limit"*) words=("$wain" plan configs/nightly.yaml --iterations 200) ;;
    esac
    expect 0 "${words[@]}"
done <tour
