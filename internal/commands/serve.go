package commands

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"aula/accounts/federation"
	"aula/certificates"
	"aula/public"
	"aula/recordings"
	"aula/webrtc"
)

const (
	defaultAddress   = "127.0.0.1:8090"
	defaultMediaPort = 8091

	// When what the start alone needed goes back to the system. The heap would keep it for busier times.
	settled = 3 * time.Second
)

func (s *session) serve() *cobra.Command {
	c := &cobra.Command{
		Use: "serve", Short: s.locale.T("cli.serve"), Args: cobra.NoArgs,
	}
	tokenFile, format, level := "", "", ""
	c.RunE = func(*cobra.Command, []string) (err error) {
		if s.OperatorToken, err = s.operatorToken(tokenFile); err != nil {
			return err
		}
		if s.Log, err = s.terminal(format, level); err != nil {
			return err
		}
		return s.runServer()
	}
	f := c.Flags()
	f.StringVar(&format, "log-format", "text", s.locale.T("cli.serve.log_format"))
	f.StringVar(&level, "log-level", "warn", s.locale.T("cli.serve.log_level"))
	f.StringVar(&tokenFile, "operator-token-file", "", s.locale.T("cli.serve.operator_token"))
	f.StringVar(&s.HTTP, "http", "", s.locale.T("cli.serve.http"))
	f.StringVar(&s.HTTPS, "https", "", s.locale.T("cli.serve.https"))
	f.StringVar(&s.MediaAddress, "media-address", "", s.locale.T("cli.serve.media_address"))
	f.IntVar(&s.MediaPort, "media-port", defaultMediaPort, s.locale.T("cli.serve.media_port"))
	f.IntVar(&s.MediaSeats, "media-seats", 0, s.locale.T("cli.serve.media_seats"))
	f.IntVar(&s.RecordingReserve, "recording-reserve", int(recordings.Standard.Reserve>>20), s.locale.T("cli.serve.recording_reserve"))
	s.Turn.add(s, f)
	f.StringVar(&s.URL, "url", "", s.locale.T("cli.serve.url"))
	f.StringSliceVar(&s.TrustedProxies, "trusted-proxy", nil, s.locale.T("cli.serve.trusted_proxy"))
	var plan planFlags
	plan.add(s, f)
	var elsewhere liveKitFlags
	elsewhere.add(s, f)
	var cards cnsFlags
	cards.add(s, f)
	c.PreRunE = func(*cobra.Command, []string) (err error) {
		if s.LiveKit, err = elsewhere.read(s); err != nil {
			return err
		}
		if s.CNS, err = cards.read(s); err != nil {
			return err
		}
		return plan.read(s)
	}
	f.BoolVar(&s.Demo, "demo", false, s.locale.T("cli.serve.demo"))
	return c
}

// runServer serves until the process is told to end. Told once it ends in order, told twice at once.
func (s *session) runServer() error {
	config, err := s.listening()
	if err != nil {
		return err
	}
	if !public.Built() {
		fmt.Fprintln(s.Err, s.locale.T("cli.serve.not_built"))
	}
	release, err := s.hold()
	if err != nil {
		return err
	}
	defer release()
	app, err := s.open()
	if err != nil {
		return err
	}
	if s.Vault, err = s.openVault(app); err != nil {
		return errors.Join(err, closeApp(app))
	}
	s.Federation = &federation.Office{Folder: certificates.KeysOf(s.Dir).Folder, Vault: s.Vault}
	s.prepareDemo()
	s.Wire(app, s.Config)
	end := newEnding(app)
	if err := s.fillDemo(app); err != nil {
		return errors.Join(err, closeApp(app))
	}
	app.OnServe().BindFunc(func(se *core.ServeEvent) error {
		se.InstallerFunc = nil // the academy has its own first steps
		if err := se.Next(); err != nil {
			return err
		}
		fmt.Fprintln(s.Out, s.locale.T("cli.serve.listening", "url", s.publicAddress()))
		return s.offerSetup(app)
	})
	defer time.AfterFunc(settled, rest).Stop()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	served := make(chan error, 1)
	go func() { served <- apis.Serve(app, config) }()
	select {
	case err = <-served:
		return errors.Join(ignoreClosed(err), closeApp(app))
	case <-ctx.Done():
		stop() // from here on a signal does what signals do
		fmt.Fprintln(s.Out, s.locale.T("cli.serve.ending"))
		return errors.Join(end.end(served), closeApp(app))
	}
}

// listening turns the flags into addresses. The demo listens on loopback only: its passwords are printed.
func (s *session) listening() (apis.ServeConfig, error) {
	c := apis.ServeConfig{HttpAddr: s.HTTP}
	switch {
	case s.HTTPS != "":
		c.HttpsAddr = "0.0.0.0:443"
		c.CertificateDomains = []string{s.HTTPS}
		if c.HttpAddr == "" {
			c.HttpAddr = "0.0.0.0:80"
		}
	case c.HttpAddr == "":
		c.HttpAddr = defaultAddress
	}
	s.Own = "http://" + browsable(c.HttpAddr)
	if s.HTTPS != "" {
		s.Own = "https://" + s.HTTPS
	}
	if _, err := webrtc.Addresses(s.MediaAddress); err != nil || s.MediaPort < 0 || s.MediaPort > 65535 {
		return c, errors.New(s.locale.T("cli.serve.media_bad", "address", s.MediaAddress, "port", s.MediaPort))
	}
	if loopback(c.HttpAddr) && s.MediaAddress == "" && s.URL == "" { // who reaches the pages reaches the media
		s.MediaAddress = ownLoopback(c.HttpAddr)
	}
	if s.MediaPort != 0 && (portOf(c.HttpAddr) == s.MediaPort || portOf(c.HttpsAddr) == s.MediaPort) { // pages come first
		s.MediaTCP = -1
	}
	if err := s.settleTurn(); err != nil {
		return c, err
	}
	if s.HTTPS != "" && s.Turn.TLSPort != 0 && s.Turn.CertificateFile == "" && s.Turn.Name != s.HTTPS {
		c.CertificateDomains = append(c.CertificateDomains, s.Turn.Name)
	}
	if s.Turn.TLSPort == 443 && s.HTTPS != "" { // pages may not have port 443 of all addresses then
		host, _, _ := net.SplitHostPort(c.HttpAddr)
		if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() || ip.Equal(net.ParseIP(s.Turn.TLSAddress)) {
			return c, errors.New(s.locale.T("cli.serve.turn_own_address"))
		}
		c.HttpsAddr = net.JoinHostPort(host, "443")
	}
	c.AllowedOrigins = []string{s.publicAddress()} // PocketBase would let every origin read
	if s.Demo && (s.HTTPS != "" || !loopback(c.HttpAddr)) {
		return c, errors.New(s.locale.T("cli.serve.demo_loopback", "address", c.HttpAddr))
	}
	return c, nil
}

// browsable is an address to listen on as a browser on this machine writes it.
func browsable(address string) string {
	host, port, err := net.SplitHostPort(address)
	if ip := net.ParseIP(host); err == nil && (host == "" || ip != nil && ip.IsUnspecified()) {
		return net.JoinHostPort("127.0.0.1", port)
	}
	return address
}

// publicAddress is how browsers reach the server, as far as the command line says.
func (s *session) publicAddress() string { return cmp.Or(s.URL, s.Own) }

func portOf(address string) int {
	_, port, _ := net.SplitHostPort(address)
	n, _ := strconv.Atoi(port)
	return n
}

func loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// ownLoopback is the address at which who reaches loopback pages reaches media.
func ownLoopback(address string) string {
	host, _, _ := net.SplitHostPort(address)
	if net.ParseIP(host) != nil {
		return host
	}
	return "127.0.0.1"
}

func ignoreClosed(err error) error {
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}
