// Package commands is the command line: one file a command. Each opens the academy's data folder, calls
// the rules of the domain packages and says the outcome in words and by its exit status.
package commands

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"aula/accounts/federation"
	"aula/internal/backups"
	"aula/internal/database"
	"aula/internal/vault"
	"aula/locales"
	"aula/webrtc/livekit"
)

// Config is what the command line says about the academy that is opened.
type Config struct {
	Dir              string          // data folder
	HTTP             string          // address to listen on
	HTTPS            string          // domain to get a certificate for; empty: plain HTTP
	URL              string          // public address as given; empty: what the centre says counts
	Own              string          // address that serve listens on, as a browser writes it
	CNS              *federation.CNS // lets people in by their card; nil: nobody
	TrustedProxies   []string        // headers of the reverse proxy in front that name the reader's address
	Demo             bool            // fill an empty folder with the demo academy
	MediaAddress     string          // IP that browsers reach for sound and pictures; empty: all of the machine's
	MediaPort        int             // UDP
	MediaTCP         int             // the same over TCP, for networks that let no UDP pass; 0: MediaPort, negative: none
	RecordingReserve int             // MB of disk that recordings leave free
	MediaSeats       int             // people with everybody's sound and pictures in one room; 0: the standard
	Turn             Turn            // the relay for networks that let little pass
	LiveKit          *livekit.Server // carries the media of rooms that choose it; nil: there is none
	MailDir          string          // where mails are written instead of being sent
	Log              *slog.Logger    // the terminal
	OperatorToken    string          // lets a machine elsewhere read figures and health in detail
	Backups          backups.Plan
	Vault            *vault.Vault       // opened by serve
	Federation       *federation.Office // what the academy is to identity providers; by serve
}

// Program is what main gives the commands.
type Program struct {
	Version string
	Wire    func(app core.App, c Config) // ties hooks and pages to an app that will serve
	Out     io.Writer                    // os.Stdout where nil
	Err     io.Writer                    // os.Stderr where nil
}

// exit is an error that has been told already and carries the exit status.
type exit int

func (e exit) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// session is one run of the program.
type session struct {
	Program
	Config
	locale *locales.Locale
}

// Execute runs the command line and returns the exit status: 0 done, 1 not done, or what the command says.
func Execute(args []string, p Program) int {
	if p.Out == nil {
		p.Out = os.Stdout
	}
	if p.Err == nil {
		p.Err = os.Stderr
	}
	s := &session{Program: p, locale: locales.For(environmentLanguage())}
	root := s.root()
	root.SetArgs(args)
	_, _, err := root.Find(args)
	if err != nil {
		err = s.unknown()
	} else {
		err = root.Execute()
	}
	var status exit
	switch {
	case err == nil:
		return 0
	case errors.As(err, &status):
		return int(status)
	default:
		fmt.Fprintf(p.Err, "aula: %v\n", err)
		return 1
	}
}

func (s *session) root() *cobra.Command {
	root := &cobra.Command{
		Use: "aula", Short: s.locale.T("cli.aula"), Version: s.Version,
		SilenceUsage: true, SilenceErrors: true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
	}
	root.SetOut(s.Out)
	root.SetErr(s.Err)
	root.PersistentFlags().StringVar(&s.Dir, "dir", "pb_data", s.locale.T("cli.dir"))
	root.AddCommand(s.serve(), s.courses(), s.organisations(), s.people(), s.certificates(), s.hours(), s.audit(), s.privacy(), s.preserve(), s.backup(), s.keys(), s.spidCommands(), s.doctor(), s.health())
	s.speak(root)
	root.SetGlobalNormalizationFunc(func(_ *pflag.FlagSet, name string) pflag.NormalizedName {
		return pflag.NormalizedName(strings.ReplaceAll(name, "_", "-"))
	})
	return root
}

// open opens the data folder, makes it when it is not there, and brings its schema up to date.
// The caller closes it with closeApp.
func (s *session) open() (core.App, error) {
	if err := os.MkdirAll(s.Dir, 0o700); err != nil { // PocketBase would let everybody on the machine read it
		return nil, fmt.Errorf("make data folder: %w", err)
	}
	app, err := s.bootstrap()
	if err != nil {
		return nil, err
	}
	if err := s.refuseNewer(app); err != nil {
		return nil, errors.Join(err, closeApp(app))
	}
	if err := app.RunAllMigrations(); err != nil {
		return nil, fmt.Errorf("update the schema in %s: %w", s.Dir, err)
	}
	return app, nil
}

// settingsKey is the variable that opens the settings where they are encrypted.
const settingsKey = "AULA_SETTINGS_KEY"

// bootstrap opens the data folder as it is.
func (s *session) bootstrap() (core.App, error) {
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: s.Dir, EncryptionEnv: settingsKey, DBConnect: database.Connect})
	err := app.Bootstrap()
	if err != nil && strings.Contains(err.Error(), settingsKey) { // PocketBase has no error of its own for it
		return nil, errors.New(s.locale.T("cli.settings_key", "dir", s.Dir))
	}
	if err != nil {
		return nil, fmt.Errorf("open data folder %s: %w", s.Dir, err)
	}
	return app, nil
}

// refuseNewer keeps an earlier program from a database that a later one has changed: it would not know what is there.
func (s *session) refuseNewer(app core.App) error {
	unknown, err := unknownSteps(app)
	if err == nil && len(unknown) > 0 {
		err = errors.New(s.locale.T("cli.schema_newer", "dir", s.Dir, "steps", strings.Join(unknown, ", "), "version", s.Version))
	}
	return err
}

// unknownSteps are the steps of the schema that the database has taken and this program does not know.
func unknownSteps(app core.App) ([]string, error) {
	var applied []string
	if err := app.DB().Select("file").From(core.DefaultMigrationsTable).Column(&applied); err != nil {
		return nil, err
	}
	return backups.Newer(applied), nil
}

func closeApp(app core.App) error {
	event := &core.TerminateEvent{App: app}
	return app.OnTerminate().Trigger(event, func(e *core.TerminateEvent) error {
		return e.App.ResetBootstrapState()
	})
}

// environmentLanguage is the language of the terminal: LC_ALL, LC_MESSAGES, LANG; Italian where they name none of ours.
func environmentLanguage() string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		value := os.Getenv(name)
		if value == "" {
			continue
		}
		lang, _, _ := strings.Cut(strings.ToLower(value), "_")
		if slices.Contains(locales.Languages, lang) {
			return lang
		}
		return locales.Languages[0]
	}
	return locales.Languages[0]
}
