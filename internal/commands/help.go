package commands

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// speak gives the library's own words to the reader's language: how a command is written, its options, what was not understood.
func (s *session) speak(root *cobra.Command) {
	root.SetHelpCommand(&cobra.Command{
		Use: "help", Short: s.locale.T("cli.help"),
		RunE: func(c *cobra.Command, args []string) error {
			about, _, err := c.Root().Find(args)
			if err != nil {
				return s.unknown()
			}
			return about.Help()
		},
	})
	root.InitDefaultHelpCmd()
	root.InitDefaultVersionFlag()
	if version := root.Flags().Lookup("version"); version != nil {
		version.Usage = s.locale.T("cli.version")
	}
	root.SetUsageFunc(s.usage)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return errors.New(s.locale.T("cli.wrong_option", "detail", err, "command", c.CommandPath()))
	})
	s.speakOf(root)
}

func (s *session) speakOf(c *cobra.Command) {
	c.InitDefaultHelpFlag()
	c.Flags().Lookup("help").Usage = s.locale.T("cli.help_option")
	c.DisableFlagsInUseLine = true
	if arguments := c.Args; arguments != nil {
		c.Args = func(c *cobra.Command, args []string) error {
			if arguments(c, args) != nil {
				return errors.New(s.locale.T("cli.wrong_arguments", "use", s.line(c)))
			}
			return nil
		}
	}
	for _, below := range c.Commands() {
		s.speakOf(below)
	}
}

func (s *session) unknown() error { return errors.New(s.locale.T("cli.unknown_command")) }

// line is how the command is written.
func (s *session) line(c *cobra.Command) string {
	if c.HasAvailableSubCommands() {
		return c.CommandPath() + " " + s.locale.T("cli.command_word")
	}
	return c.UseLine() + " " + s.locale.T("cli.options_word")
}

func (s *session) usage(c *cobra.Command) error {
	w := c.OutOrStderr()
	fmt.Fprintf(w, "%s\n  %s\n", s.locale.T("cli.usage"), s.line(c))
	if c.HasAvailableSubCommands() {
		fmt.Fprintf(w, "\n%s\n", s.locale.T("cli.commands"))
		for _, below := range c.Commands() {
			if below.IsAvailableCommand() {
				fmt.Fprintf(w, "  %-*s %s\n", below.NamePadding(), below.Name(), below.Short)
			}
		}
	}
	s.options(c, "cli.options", c.LocalFlags())
	s.options(c, "cli.options_of_all", c.InheritedFlags())
	if c.HasAvailableSubCommands() {
		fmt.Fprintf(w, "\n%s\n", s.locale.T("cli.more", "command", c.CommandPath()))
	}
	return nil
}

func (s *session) options(c *cobra.Command, title string, flags *pflag.FlagSet) {
	if !flags.HasAvailableFlags() {
		return
	}
	list := strings.ReplaceAll(strings.TrimRight(flags.FlagUsages(), "\n"), "(default ", "("+s.locale.T("cli.default")+" ")
	fmt.Fprintf(c.OutOrStderr(), "\n%s\n%s\n", s.locale.T(title), list)
}
