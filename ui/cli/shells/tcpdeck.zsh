#compdef tcpdeck
# zsh completion for tcpdeck.

_tcpdeck() {
    local reply line directive
    local -a choices order space
    reply="$("${(Q)words[1]/#\~/$HOME}" __complete "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)" || return 1
    directive="${reply##*:}"
    for line in "${(@f)reply%:*}"; do
        [[ -n $line ]] || continue
        if [[ $line == *$'\t'* ]]; then
            choices+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
        else
            choices+=("${line//:/\\:}")
        fi
    done
    compset -P '--*='
    # The bits of a directive are cobra's ShellCompDirective.
    ((directive & 2)) && space=(-S '')
    ((directive & 32)) && order=(-V)
    if (($#choices)); then
        _describe $order -t tcpdeck tcpdeck choices $space
    elif ((!(directive & 4))); then
        _files
    fi
}

if [[ $funcstack[1] == _tcpdeck ]]; then
    _tcpdeck "$@" # the first call of an autoloaded file
else
    compdef _tcpdeck tcpdeck
fi
