package cli

import (
	"bytes"
	"context"
	"embed"

	"github.com/spf13/cobra"
)

// shells are the completion scripts that are ours: the one for bash that cobra
// makes needs the package bash-completion, and none of its completes a name
// within quotes, which names with spaces call for.
//
//go:embed shells
var shells embed.FS

// completion makes the command that prints what a shell needs to complete
// commands, flags and the names of profiles.
func (r *runner) completion(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:   "completion bash|zsh|fish|powershell",
		Short: "Print a completion script for a shell",
		Long: "With it the shell completes commands, flags and the names of profiles. Write it where the shell looks for such scripts, or load it in its start-up file: " +
			"source <(tcpdeck completion bash).",
		Example:   "tcpdeck completion bash > ~/.local/share/bash-completion/completions/tcpdeck\ntcpdeck completion fish > ~/.config/fish/completions/tcpdeck.fish",
		Args:      cobra.ArbitraryArgs,
		ValidArgs: []cobra.Completion{"bash", "zsh", "fish", "powershell"},
		Run: r.do(func(_ context.Context, args []string) error {
			if len(args) != 1 {
				return usagef("completion needs the name of a shell: bash, zsh, fish or powershell")
			}
			switch args[0] {
			case "bash", "zsh", "fish":
				script, err := shells.ReadFile("shells/tcpdeck." + args[0])
				if err != nil {
					return err
				}
				return r.env.print(script)
			case "powershell":
				var b bytes.Buffer
				if err := root.GenPowerShellCompletionWithDesc(&b); err != nil {
					return err
				}
				return r.env.print(b.Bytes())
			}
			return usagef("completion: there is no script for %q; use bash, zsh, fish or powershell", args[0])
		}),
	}
}
