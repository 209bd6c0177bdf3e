# bash completion for tcpdeck. Needs nothing beside bash.

_tcpdeck() {
    local line="${COMP_LINE:0:COMP_POINT}" quote="" blanks word cur before reply choice directive i
    local -a words=()
    # The words of the line, joined where readline broke them at : and =.
    for ((i = 0; i <= COMP_CWORD; i++)); do
        blanks="${line%%[![:space:]]*}"
        line="${line#"$blanks"}"
        word="${line:0:${#COMP_WORDS[i]}}"
        line="${line:${#word}}"
        if [[ $i == 0 || -n $blanks ]]; then
            words+=("$word")
        else
            words[${#words[@]} - 1]+="$word"
        fi
    done
    # Without their quotes; nothing of the line is evaluated.
    for i in "${!words[@]}"; do
        word="${words[i]}" quote=""
        case $word in
        \"* | \'*)
            quote="${word:0:1}" word="${word:1}"
            words[i]="${word%"$quote"}"
            ;;
        *) words[i]="${word//\\/}" ;;
        esac
    done
    cur="${words[${#words[@]} - 1]}"

    COMPREPLY=()
    reply="$("${1/#\~/$HOME}" __complete "${words[@]:1}" 2>/dev/null)" || return
    directive="${reply##*:}"
    case $cur in --*=*) cur="${cur#*=}" ;; esac
    before="${cur%"${cur##*[:=]}"}"
    [[ -n $before ]] && printf -v before %q "$before"
    while IFS= read -r choice; do
        choice="${choice%%$'\t'*}"
        [[ -n $choice && $choice == "$cur"* ]] || continue
        case $quote in
        "") # readline replaces only what follows the last : or =
            printf -v choice %q "$choice"
            choice="${choice#"$before"}"
            ;;
        \") choice="$(printf %s "$choice" | sed 's/[\\"$`]/\\&/g')" ;;
        \') choice="${choice//\'/\'\\\'\'}" ;;
        esac
        COMPREPLY+=("$choice")
    done <<<"${reply%:*}"
    # The bits of a directive are cobra's ShellCompDirective.
    ((directive & 2)) && compopt -o nospace 2>/dev/null
    ((directive & 32)) && compopt -o nosort 2>/dev/null
    ((directive & 4)) || compopt -o default 2>/dev/null
    return 0
}

complete -F _tcpdeck tcpdeck
