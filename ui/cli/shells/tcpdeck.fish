# fish completion for tcpdeck.

function __tcpdeck_complete
    set -l words (commandline -opc)
    set -l cur (commandline -ct)
    if string match -qr '^[\'"]' -- "$cur"
        set cur (string sub -s 2 -- "$cur")
    else
        set cur (string unescape -- "$cur")
    end
    set -l reply (command $words[1] __complete $words[2..-1] "$cur" 2>/dev/null)
    or return
    set -l directive (string sub -s 2 -- "$reply[-1]")
    set -l flag (string match -r '^--[^=]+=' -- "$cur")
    # The bit of the directive is cobra's ShellCompDirectiveNoFileComp.
    if test (count $reply) -gt 1
        printf '%s\n' "$flag"$reply[1..-2]
    else if test (math "floor($directive / 4) % 2") = 0
        __fish_complete_path "$cur"
    end
end

complete -c tcpdeck -k -f -a '(__tcpdeck_complete)'
