package commands

import (
	"errors"
	"net/netip"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"aula/accounts/federation"
)

// cnsFlags say by which proxy smart cards are shown, and which are trusted.
type cnsFlags struct {
	folder, header, url string
	proxies             []string
	unchecked           bool
}

func (c *cnsFlags) add(s *session, f *pflag.FlagSet) {
	var proxies []string
	if said := os.Getenv("AULA_CNS_PROXY"); said != "" {
		proxies = strings.Split(said, ",")
	}
	f.StringVar(&c.folder, "cns-authorities", os.Getenv("AULA_CNS_AUTHORITIES"), s.locale.T("cli.serve.cns_authorities"))
	f.StringSliceVar(&c.proxies, "cns-proxy", proxies, s.locale.T("cli.serve.cns_proxy"))
	f.StringVar(&c.header, "cns-header", os.Getenv("AULA_CNS_HEADER"), s.locale.T("cli.serve.cns_header"))
	f.StringVar(&c.url, "cns-url", os.Getenv("AULA_CNS_URL"), s.locale.T("cli.serve.cns_url"))
	unchecked, _ := strconv.ParseBool(os.Getenv("AULA_CNS_UNCHECKED")) // what is no yes is a no
	f.BoolVar(&c.unchecked, "cns-unchecked", unchecked, s.locale.T("cli.serve.cns_unchecked"))
}

// read returns who lets people in by card; nil: nobody does. Its errors are said in the operator's language.
func (c *cnsFlags) read(s *session) (*federation.CNS, error) {
	if c.folder == "" && len(c.proxies) == 0 {
		return nil, nil
	}
	if c.folder == "" || len(c.proxies) == 0 {
		return nil, errors.New(s.locale.T("cli.serve.cns_half"))
	}
	settings := federation.CNSSettings{Folder: c.folder, Header: c.header, URL: strings.TrimRight(c.url, "/"), Unchecked: c.unchecked}
	for _, text := range c.proxies {
		prefix, err := prefixOf(strings.TrimSpace(text))
		if err != nil {
			return nil, errors.New(s.locale.T("cli.serve.cns_proxy_bad", "value", text))
		}
		settings.Proxies = append(settings.Proxies, prefix)
	}
	if u, err := url.Parse(settings.URL); settings.URL != "" && (err != nil || u.Host == "" || u.Path != "" || u.RawQuery != "" || u.Scheme != "https" && !loopback(u.Host)) {
		return nil, errors.New(s.locale.T("cli.serve.cns_url_bad", "value", c.url))
	}
	return federation.NewCNS(settings, time.Now())
}

// prefixOf reads a network, or an address as one of its own.
func prefixOf(text string) (netip.Prefix, error) {
	if address, err := netip.ParseAddr(text); err == nil {
		return netip.PrefixFrom(address.Unmap(), address.Unmap().BitLen()), nil
	}
	return netip.ParsePrefix(text)
}
