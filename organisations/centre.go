// Package organisations knows the bodies around the academy: the centre that runs it, and later the comuni
// and unions that adhere. What people are and may do is in accounts.
package organisations

import (
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// Centre is the competence centre that runs the academy, as it stood when it was read. The zero Centre is
// that of an academy that nobody has set up yet.
type Centre struct {
	ID               string
	Name             string
	Logo             string // name of the stored file
	IPA              string // code in the Indice delle pubbliche amministrazioni
	URL              string // public address of the academy, without a slash at the end
	SenderName       string
	SenderAddress    string
	Contact          string
	Signatory        string // who signs certificates
	SignatoryRole    string
	PrivacyURL       string
	AccessibilityURL string
	RecordingDays    int       // for how many days recordings are kept that are no lesson; 0: nobody said
	RecordingMinutes int       // for how many a webinar may be recorded that does not say itself; 0: nobody said
	CaptionsOptional bool      // recordings may become lessons without captions
	SPID             SPID      // what the identity providers of SPID are told
	Completed        time.Time // when the first set-up was finished; zero: not yet
	folder           string    // of its files in the academy's storage
}

// LogoFile is where in the academy's storage the logo lies, "" if there is none.
func (c *Centre) LogoFile() string {
	if c.Logo == "" {
		return ""
	}
	return c.folder + "/" + c.Logo
}

// SPID is what the centre tells the identity providers of SPID beside its name and code, and asks of them.
type SPID struct {
	Town  string `json:"town,omitempty"`  // of the centre's seat
	Mail  string `json:"mail,omitempty"`  // a mailbox of the body, for AgID and the providers
	Phone string `json:"phone,omitempty"` // with +39 and without spaces
	Level int    `json:"level,omitempty"` // 1 to 3; 0: nobody chose
}

// LogoAddress is where browsers find the logo, "" if there is none.
func (c *Centre) LogoAddress() string {
	if c.Logo == "" {
		return ""
	}
	return "/api/files/" + collection + "/" + c.ID + "/" + c.Logo
}

const (
	collection = "centre"
	cached     = "aula:centre"

	fieldName          = "name"
	fieldLogo          = "logo"
	fieldIPA           = "ipa"
	fieldURL           = "url"
	fieldSenderName    = "sender_name"
	fieldSenderAddress = "sender_address"
	fieldContact       = "contact"
	fieldSignatory     = "signatory"
	fieldSignatoryRole = "signatory_role"
	fieldPrivacy       = "privacy_url"
	fieldAccessibility = "accessibility_url"
	fieldRecording     = "recording_days"
	fieldLongest       = "recording_minutes"
	fieldCompleted     = "completed"
	fieldCaptions      = "captions_optional"
	fieldSPID          = "spid"
)

func read(r *core.Record) *Centre {
	c := &Centre{
		ID: r.Id, Name: r.GetString(fieldName), Logo: r.GetString(fieldLogo), IPA: r.GetString(fieldIPA),
		URL: r.GetString(fieldURL), SenderName: r.GetString(fieldSenderName),
		SenderAddress: r.GetString(fieldSenderAddress), Contact: r.GetString(fieldContact),
		Signatory: r.GetString(fieldSignatory), SignatoryRole: r.GetString(fieldSignatoryRole),
		PrivacyURL: r.GetString(fieldPrivacy), AccessibilityURL: r.GetString(fieldAccessibility),
		RecordingDays: r.GetInt(fieldRecording), RecordingMinutes: r.GetInt(fieldLongest), CaptionsOptional: r.GetBool(fieldCaptions),
		Completed: r.GetDateTime(fieldCompleted).Time(), folder: r.BaseFilesPath(),
	}
	_ = r.UnmarshalJSONField(fieldSPID, &c.SPID) // empty where nobody has said anything
	return c
}

func write(r *core.Record, c *Centre) {
	for field, value := range map[string]any{
		fieldName: c.Name, fieldIPA: c.IPA, fieldURL: c.URL, fieldSenderName: c.SenderName,
		fieldSenderAddress: c.SenderAddress, fieldContact: c.Contact, fieldSignatory: c.Signatory,
		fieldSignatoryRole: c.SignatoryRole, fieldPrivacy: c.PrivacyURL, fieldAccessibility: c.AccessibilityURL,
		fieldRecording: c.RecordingDays, fieldLongest: c.RecordingMinutes, fieldCompleted: c.Completed, fieldCaptions: c.CaptionsOptional, fieldSPID: c.SPID,
	} {
		r.Set(field, value)
	}
}

// Encrypted tells whether a reader's connection is encrypted all the way: by this server, or by a proxy in front
// of it, which says so in X-Forwarded-Proto or answers at the centre's https address.
func (c *Centre) Encrypted(tls bool, host, forwardedProto string) bool {
	return tls || forwardedProto == "https" || c.URL != "" && c.URL == "https://"+host
}
