// Aula is the academy of a competence centre: courses, webinars and certificates in one program.
package main

import (
	"os"
	_ "time/tzdata" // the academy's time zone, also on machines that have none

	"github.com/pocketbase/pocketbase/core"

	"aula/hooks"
	"aula/internal/backups"
	"aula/internal/commands"
	"aula/pages"
	"aula/recordings"
	"aula/webrtc"

	_ "aula/pb_migrations" // the schema
)

// version is set when a release is built.
var version = "0.1.0"

func main() {
	os.Exit(commands.Execute(os.Args[1:], commands.Program{Version: version, Wire: wire}))
}

// wire ties the pages and the hooks to the app, which knows neither.
func wire(app core.App, c commands.Config) {
	hooks.Bind(app, hooks.Options{
		MailDir: c.MailDir, URL: c.URL, Own: c.Own, TrustedProxies: c.TrustedProxies,
		Version: version, OperatorToken: c.OperatorToken, Log: c.Log, Backups: c.Backups, LastBackup: backups.LastGood,
		Media: media(c), Recording: recording(c), Seats: c.MediaSeats, LiveKit: c.LiveKit, Vault: c.Vault, CopyWords: pages.CopyWords{},
	})
	socket := ""
	if c.LiveKit != nil {
		socket = c.LiveKit.Socket()
	}
	app.OnServe().BindFunc(func(se *core.ServeEvent) error {
		err := pages.Bind(se, pages.Options{Version: version, Demo: c.Demo, Describe: hooks.Describe, StillTrue: hooks.StillTrue, TellOfCards: hooks.TellOfCards, Rooms: pages.Rooms{Register: hooks.RegisterOf, Doubts: hooks.UnsupportedCredits, ClassDoubts: hooks.UnsupportedPresence, RegisterGuest: hooks.RegisterGuest, Resend: hooks.ResendWebinarMail, SendCode: hooks.SendWebinarCode}, Backups: c.Backups, Vault: c.Vault, Federation: c.Federation, CNS: c.CNS, LiveKit: socket})
		if err != nil {
			return err
		}
		return se.Next()
	})
}

// recording bounds what recordings take.
func recording(c commands.Config) *recordings.Limits {
	limits := recordings.Standard
	limits.Reserve = uint64(max(0, c.RecordingReserve)) << 20
	return &limits
}

// media says where sound and pictures flow.
func media(c commands.Config) *webrtc.Config {
	m := &webrtc.Config{Address: c.MediaAddress, Port: c.MediaPort, TCP: c.MediaTCP}
	if t := c.Turn; t.Port != 0 {
		m.Relay = &webrtc.Relay{Port: t.Port, TLSPort: t.TLSPort, TLSAddress: t.TLSAddress, Name: t.Name, Certificate: t.Certificate()}
	}
	return m
}
