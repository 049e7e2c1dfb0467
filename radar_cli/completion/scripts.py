"""What each shell has to be told once.

Every script calls radar with the line up to the cursor in _RADAR_LINE, and gets "files" or "values" in a line, and
then a value a line, with a tab and its description where it has one. Nothing of it is ever run by the shell.
"""

BASH = r"""# Completion of radar for bash: eval "$(radar completion bash)"
_radar() {
    local line kind='' word=${COMP_WORDS[COMP_CWORD]}
    COMPREPLY=()
    while IFS= read -r line; do
        if [[ -z $kind ]]; then
            kind=$line
            continue
        fi
        case $word in
            \'*) line=${line//\'/\'\\\'\'} ;;
            \"*) line=$(printf %s "$line" | sed 's/[\\"$`]/\\&/g') ;;
            *) line=$(printf %q "$line") ;;
        esac
        COMPREPLY+=("$line")
    done < <(_RADAR_COMPLETE=bash _RADAR_LINE="${COMP_LINE:0:COMP_POINT}" _RADAR_WORD="$2" "$1" 2>/dev/null)
    [[ $kind != files ]] || compopt -o default
}
complete -F _radar radar
"""

ZSH = r"""#compdef radar
# Completion of radar for zsh: eval "$(radar completion zsh)" after compinit, or this text as _radar in your $fpath.
_radar() {
    local line="${(j: :)words[1,CURRENT-1]} $QIPREFIX$PREFIX" kind
    local -a answers values shown
    answers=("${(@f)$(_RADAR_COMPLETE=zsh _RADAR_LINE="$line" "$words[1]" 2>/dev/null)}")
    if [[ $answers[1] == files ]]; then
        _files
        return
    fi
    for line in "${(@)answers[2,-1]}"; do
        values+=("${line%%$'\t'*}")
        shown+=("${line/$'\t'/  -- }")
    done
    compadd -V radar -l -d shown -a -- values
}
if [[ $funcstack[1] == _radar ]]; then
    _radar "$@"
else
    compdef _radar radar
fi
"""

FISH = r"""# Completion of radar for fish: radar completion fish | source
function __radar_complete
    set -l line (commandline --cut-at-cursor --current-process | string collect)
    set -l answers (env _RADAR_COMPLETE=fish _RADAR_LINE=$line radar 2>/dev/null)
    if test "$answers[1]" = files
        __fish_complete_path (commandline --cut-at-cursor --current-token)
    else if test (count $answers) -gt 1
        printf '%s\n' $answers[2..-1]
    end
end
complete --command radar --no-files --keep-order --arguments '(__radar_complete)'
"""

SCRIPTS = {"bash": BASH, "zsh": ZSH, "fish": FISH}
