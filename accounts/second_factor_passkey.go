package accounts

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/url"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/organisations"
)

// Decisions about passkeys.
var (
	// ErrNoPasskeys says that the academy's public address has no host name, or is not encrypted: browsers make no passkeys there.
	ErrNoPasskeys = errors.New("no passkeys at this address")
	// ErrPasskey says that the browser's answer does not hold, or that the passkey is somebody's already.
	ErrPasskey = errors.New("passkey does not hold")
	// ErrPasskeyCopied says that a passkey has counted back: there may be two of it.
	ErrPasskeyCopied = errors.New("passkey has counted back")
)

// passkeyAsked is where the challenge of a passkey waits that is to open the door; that of a new one waits at PasskeyFactor.
const passkeyAsked FactorKind = "passkey asked"

// Ceremony is what a browser is told to ask of a passkey.
type Ceremony struct {
	Options string // JSON, as navigator.credentials takes it once its bytes are read
	Host    string // the name to which passkeys are bound
}

// OffersPasskeys tells whether the academy's address allows them.
func OffersPasskeys(app core.App) bool {
	_, err := passkeySite(app)
	return err == nil
}

// passkeySite is the academy as passkeys know it: the host name of its public address. It returns ErrNoPasskeys.
func passkeySite(app core.App) (*webauthn.WebAuthn, error) {
	centre, err := organisations.CentreOf(app)
	if err != nil {
		return nil, err
	}
	address := centre.URL
	if address == "" {
		address = app.Settings().Meta.AppURL
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil, ErrNoPasskeys
	}
	host := u.Hostname()
	if host == "" || net.ParseIP(host) != nil || u.Scheme != "https" && host != "localhost" {
		return nil, ErrNoPasskeys
	}
	name := centre.Name
	if name == "" {
		name = host
	}
	return webauthn.New(&webauthn.Config{
		RPID: host, RPDisplayName: name, RPOrigins: []string{u.Scheme + "://" + u.Host}, AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementDiscouraged, UserVerification: protocol.VerificationPreferred,
		},
	})
}

// passkeyOwner is a person as the library wants one.
type passkeyOwner struct {
	*Person
	factors     []*SecondFactor
	credentials []webauthn.Credential
}

func (o *passkeyOwner) WebAuthnID() []byte                         { return []byte(o.Id) }
func (o *passkeyOwner) WebAuthnName() string                       { return o.Email() }
func (o *passkeyOwner) WebAuthnDisplayName() string                { return o.Name() }
func (o *passkeyOwner) WebAuthnCredentials() []webauthn.Credential { return o.credentials }

func passkeysOf(app core.App, p *Person) (o *passkeyOwner, err error) {
	o = &passkeyOwner{Person: p}
	if o.factors, err = ofKind(app, p.Id, PasskeyFactor); err != nil {
		return nil, err
	}
	o.credentials = make([]webauthn.Credential, len(o.factors))
	for i, f := range o.factors {
		if err := json.Unmarshal([]byte(f.GetString(fieldCredential)), &o.credentials[i]); err != nil {
			return nil, fmt.Errorf("read passkey %s: %w", f.Id, err)
		}
	}
	return o, nil
}

// BeginPasskey lets the browser make a passkey for the person, whose challenge holds in this session alone. It returns ErrNoPasskeys.
func BeginPasskey(app core.App, p *Person, session string) (Ceremony, error) {
	site, err := passkeySite(app)
	if err != nil {
		return Ceremony{}, err
	}
	owner, err := passkeysOf(app, p)
	if err != nil {
		return Ceremony{}, err
	}
	creation, data, err := site.BeginRegistration(owner, webauthn.WithExclusions(webauthn.Credentials(owner.credentials).CredentialDescriptors()))
	if err != nil {
		return Ceremony{}, fmt.Errorf("begin passkey of %s: %w", p.Id, err)
	}
	return begunOf(app).ceremony(session, PasskeyFactor, site, creation.Response, data)
}

func (b *begun) ceremony(session string, what FactorKind, site *webauthn.WebAuthn, options any, data *webauthn.SessionData) (Ceremony, error) {
	text, err := json.Marshal(options)
	if err != nil {
		return Ceremony{}, err
	}
	b.keep(session, what, *data)
	return Ceremony{Options: string(text), Host: site.Config.RPID}, nil
}

// FinishPasskey keeps the passkey that the browser has made. It returns what FinishApp does, ErrNoPasskeys, or ErrPasskey.
func FinishPasskey(app core.App, p *Person, session, name, answer string) (spare []string, err error) {
	if name, err = factorName(name); err != nil {
		return nil, err
	}
	site, err := passkeySite(app)
	if err != nil {
		return nil, err
	}
	data, ok := begunOf(app).end(session, PasskeyFactor).(webauthn.SessionData)
	if !ok {
		return nil, ErrFactorBegun
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes([]byte(answer))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPasskey, err)
	}
	err = app.RunInTransaction(func(tx core.App) error {
		owner, err := passkeysOf(tx, p)
		if err != nil {
			return err
		}
		credential, err := site.CreateCredential(owner, data, parsed)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrPasskey, err)
		}
		spare, err = keepPasskey(tx, p, name, credential)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("keep passkey of %s: %w", p.Id, err)
	}
	return spare, nil
}

func keepPasskey(tx core.App, p *Person, name string, credential *webauthn.Credential) (spare []string, err error) {
	id := hashOf(string(credential.ID)).String() // its id may be longer than a column of an index
	known, err := factorsBy(tx, dbx.HashExp{fieldCredID: id})
	if err != nil {
		return nil, err
	}
	if len(known) > 0 {
		return nil, ErrPasskey
	}
	f, err := newFactor(tx, p.Id, PasskeyFactor, name)
	if err != nil {
		return nil, err
	}
	f.Set(fieldCredID, id)
	f.Set(fieldCredential, credential)
	return addFactor(tx, p, f)
}

// AskPasskey lets the browser ask the person's passkeys to open the door of this session. It returns ErrNoFactor if they have none, and
// ErrNoPasskeys.
func AskPasskey(app core.App, p *Person, session string) (Ceremony, error) {
	owner, err := passkeysOf(app, p)
	if err != nil {
		return Ceremony{}, err
	}
	if len(owner.credentials) == 0 {
		return Ceremony{}, ErrNoFactor
	}
	site, err := passkeySite(app)
	if err != nil {
		return Ceremony{}, err
	}
	assertion, data, err := site.BeginLogin(owner, webauthn.WithUserVerification(protocol.VerificationPreferred))
	if err != nil {
		return Ceremony{}, fmt.Errorf("ask passkeys of %s: %w", p.Id, err)
	}
	return begunOf(app).ceremony(session, passkeyAsked, site, assertion.Response, data)
}

// GivePasskey lets the session in by what a passkey has signed. It returns ErrFactorBegun, ErrNoPasskeys, ErrPasskey or ErrPasskeyCopied.
func GivePasskey(app core.App, p *Person, session, answer string) error {
	site, err := passkeySite(app)
	if err != nil {
		return err
	}
	data, ok := begunOf(app).end(session, passkeyAsked).(webauthn.SessionData)
	if !ok {
		return ErrFactorBegun
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(answer))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrPasskey, err)
	}
	return app.RunInTransaction(func(tx core.App) error {
		owner, err := passkeysOf(tx, p)
		if err != nil {
			return err
		}
		credential, err := site.ValidateLogin(owner, data, parsed)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrPasskey, err)
		}
		if credential.Authenticator.CloneWarning {
			return ErrPasskeyCopied
		}
		if err := owner.used(tx, credential); err != nil {
			return err
		}
		return noteFactor(tx, session)
	})
}

// used keeps how far a passkey has counted.
func (o *passkeyOwner) used(tx core.App, credential *webauthn.Credential) error {
	for i, known := range o.credentials {
		if bytes.Equal(known.ID, credential.ID) {
			o.factors[i].Set(fieldCredential, credential)
			return o.factors[i].use(tx)
		}
	}
	return ErrPasskey
}
