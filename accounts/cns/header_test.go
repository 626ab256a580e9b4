package cns

import (
	"bytes"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
	"testing"
)

var proxies = []netip.Prefix{netip.MustParsePrefix("10.1.2.0/24"), netip.MustParsePrefix("2001:db8::/64"), netip.MustParsePrefix("127.0.0.1/32")}

// escaped is what nginx makes of $ssl_client_escaped_cert: everything but letters, digits and -_.~ as percent signs.
func escaped(text []byte) string {
	var b strings.Builder
	for _, c := range text {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-_.~", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

func TestEveryProxyHasItsForm(t *testing.T) {
	region, other := newOffice(t, "Regione"), newOffice(t, "Other")
	card, second := region.Card(), other.Card()
	text := inPEM("CERTIFICATE", card.Raw)
	plain := base64.StdEncoding.EncodeToString(card.Raw)
	authority := base64.StdEncoding.EncodeToString(region.Certificate.Raw)
	line := strings.ReplaceAll(strings.TrimSpace(string(text)), "\n", " ")
	rows := []struct {
		name, value string
		code        Code
	}{
		{"nginx: $ssl_client_escaped_cert", escaped(text), ""},
		{"Apache: expr=%{escape:%{SSL_CLIENT_CERT}s}", strings.NewReplacer("\n", "%0a", " ", "%20", "+", "%2b", "=", "%3d").Replace(string(text)), ""},
		{"Apache: %{SSL_CLIENT_CERT}s", line + " ", ""},
		{"Apache without a certificate", "(null)", Missing},
		{"HAProxy: %[ssl_c_der,base64]", plain, ""},
		{"HAProxy: %{+Q}[ssl_c_der,base64]", `"` + plain + `"`, ""},
		{"HAProxy without a certificate", `""`, Missing},
		{"Caddy: {http.request.tls.client.certificate_der_base64}", plain, ""},
		{"Caddy without a certificate", "{http.request.tls.client.certificate_der_base64}", Missing},
		{"Traefik: passTLSClientCert", plain, ""},
		{"Traefik with the chain", plain + "," + authority, ""},
		{"Traefik until 2: escaped, without its frame", url.QueryEscape(plain), ""},
		{"RFC 9440", ":" + plain + ":", ""},
		{"nothing", "", Missing},
		{"spaces", "  ", Missing},
		{"two cards in one header", plain + "," + base64.StdEncoding.EncodeToString(second.Raw), Twice},
		{"a card and nothing", plain + ",", Malformed},
		{"two cards in PEM", escaped(append(bytes.Clone(text), inPEM("CERTIFICATE", second.Raw)...)), Malformed},
		{"an endless chain", plain + strings.Repeat(","+authority, 5), Malformed},
		{"RFC 9440 with a parameter", ":" + plain + ":;a=1", Malformed},
		{"RFC 9440 of two", ":" + plain + ":, :" + plain + ":", Malformed},
		{"RFC 9440 of nothing", "::", Malformed},
		{"PEM that is cut", escaped(text[:len(text)/2]), Malformed},
		{"PEM of a key", escaped(inPEM("PRIVATE KEY", card.Raw)), Malformed},
		{"a percent sign alone", escaped(text) + "%", Malformed},
		{"a certificate with more behind it", base64.StdEncoding.EncodeToString(append(bytes.Clone(card.Raw), 0)), Malformed},
		{"base64 of addresses", base64.URLEncoding.EncodeToString(card.Raw) + "_", Malformed},
		{"base64 that is cut", plain[:len(plain)-3], Malformed},
		{"base64 on two lines", plain[:64] + "\n" + plain[64:], Malformed},
		{"the subject alone", "CN=RSSMRA80A01H501U/7430010024925855.x", Malformed},
		{"a header without end", strings.Repeat("%20", longestHeader/3) + escaped(text), Malformed},
	}
	for _, row := range rows {
		got, err := FromHeader([]string{row.value}, netip.MustParseAddr("10.1.2.3"), proxies)
		if CodeOf(err) != row.code || err == nil && !got.Equal(card) {
			t.Errorf("%s: %v", row.name, err)
		}
	}
}

func TestOnlyATrustedProxyIsBelieved(t *testing.T) {
	region := newOffice(t, "Regione")
	value := base64.StdEncoding.EncodeToString(region.Card().Raw)
	address := netip.MustParseAddr
	rows := []struct {
		name    string
		values  []string
		remote  netip.Addr
		trusted []netip.Prefix
		code    Code
	}{
		{"a trusted address", []string{value}, address("10.1.2.3"), proxies, ""},
		{"a trusted address of IPv6", []string{value}, address("2001:db8::7"), proxies, ""},
		{"an address of IPv4 as IPv6 writes it", []string{value}, address("::ffff:10.1.2.3"), proxies, ""},
		{"loopback", []string{value}, address("127.0.0.1"), proxies, ""},
		{"another address", []string{value}, address("10.1.3.3"), proxies, Foreign},
		{"another address of loopback", []string{value}, address("127.0.0.2"), proxies, Foreign},
		{"another address, twice", []string{value, value}, address("192.0.2.1"), proxies, Foreign},
		{"another address, with what nobody can read", []string{"x"}, address("192.0.2.1"), proxies, Foreign},
		{"another address without a header", nil, address("192.0.2.1"), proxies, Missing},
		{"no address", []string{value}, netip.Addr{}, proxies, Foreign},
		{"nobody being trusted", []string{value}, address("127.0.0.1"), nil, Foreign},
		{"the header twice", []string{value, value}, address("10.1.2.3"), proxies, Twice},
		{"the header and an empty one", []string{value, ""}, address("10.1.2.3"), proxies, Twice},
		{"no header", nil, address("10.1.2.3"), proxies, Missing},
	}
	for _, row := range rows {
		if got, err := FromHeader(row.values, row.remote, row.trusted); CodeOf(err) != row.code || (got != nil) != (row.code == "") {
			t.Errorf("%s: %v %v", row.name, got != nil, err)
		}
	}
}

// FuzzWhatAHeaderHolds tries headers, and the common names in certificates that an authority signed.
func FuzzWhatAHeaderHolds(f *testing.F) {
	region := newOffice(f, "Regione")
	trust := trusting(f, nil, region)
	card := newOffice(f, "Another").Card()
	plain := base64.StdEncoding.EncodeToString(card.Raw)
	for _, value := range []string{plain, ":" + plain + ":", escaped(inPEM("CERTIFICATE", card.Raw)), plain + "," + plain, "%", begin + end, `"`, "::"} {
		f.Add(value, []byte("\x30\x00"), "RSSMRA80A01H501U/7430010024925855.lsKV/lNtBAmc8x5lzSb+cxx2UzE=")
	}
	f.Add("", region.List(nil, 1), "\x00/.")
	f.Fuzz(func(t *testing.T, value string, file []byte, name string) {
		if certificate, err := FromHeader([]string{value}, netip.MustParseAddr("10.1.2.3"), proxies); err == nil {
			if who, err := trust.Read(certificate, noon); err == nil {
				t.Errorf("%q is %+v", value, who)
			}
		}
		made := &Trust{roots: x509.NewCertPool(), authorities: []*x509.Certificate{region.Certificate}}
		if lists, _ := made.addFile(file); len(lists) > 0 {
			_ = made.addList(lists[0])
		}
		if parts := commonName.FindStringSubmatch(name); parts != nil && (strings.ContainsAny(parts[1]+parts[2], "/. \n") || !strings.HasPrefix(name, parts[1]+"/"+parts[2]+".")) {
			t.Errorf("%q is split as %q", name, parts)
		}
	})
}
