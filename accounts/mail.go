package accounts

import (
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"

	"aula/internal/jobs"
)

// MailKind is the kind of the jobs that QueueMail adds.
const MailKind = "mail"

// Secret says what proof of owning the mailbox a mail carries. It is made when the mail is sent,
// so that the queue never holds one.
type Secret string

// The secrets that a mail may carry.
const (
	NoSecret     Secret = ""
	ConfirmLink  Secret = "confirm"
	ResetLink    Secret = "reset"
	NewEmailLink Secret = "new_email"
	CardLink     Secret = "card_account"
	SignInCode   Secret = "code"
)

// Mail is a letter as keys and values. Its texts are mail.NAME.subject and mail.NAME.text (paragraphs are parted by
// an empty line), and mail.NAME.button where Link or Secret gives an address. The placeholders
// {{.name}}, {{.centre}}, {{.url}}, {{.email}} and {{.code}} are always filled, the others by Values; a value named
// "role_key" is the key of a text, which is said as {{.role}}.
type Mail struct {
	Name    string            `json:"name"`
	To      string            `json:"to"`               // empty: the person's mailbox when it is sent
	Person  string            `json:"person,omitempty"` // record id; a mail to a person who is gone is not sent
	Office  bool              `json:"office,omitempty"` // Person is an operator of the dashboard, none of the academy's
	Locale  string            `json:"locale,omitempty"` // empty: the person's
	Link    string            `json:"link,omitempty"`   // path on this site: "/me"
	Secret  Secret            `json:"secret,omitempty"`
	Code    string            `json:"code,omitempty"` // record id of the code that a program was promised; empty: a new one
	Values  map[string]string `json:"values,omitempty"`
	ID      string            `json:"id"` // makes the Message-ID: the same at each try
	Written time.Time         `json:"written"`
}

// QueueMail writes the mail into the queue with the transaction's app: it goes out exactly if its cause is kept.
// A second mail with the same non-empty key is not added.
func QueueMail(tx core.App, key string, m Mail) error {
	m.ID = security.RandomString(20)
	m.Written = time.Now().UTC()
	if err := jobs.Add(tx, MailKind, key, m); err != nil {
		return fmt.Errorf("queue mail %s: %w", m.Name, err)
	}
	return nil
}

// DropMails takes the mails out of the queue that wait for somebody whose account goes, or could not be delivered, but for the one that says that it has
// gone.
func DropMails(tx core.App, user *core.Record) error {
	return jobs.Drop(tx, MailKind, `json_extract(payload, '$.person') = {:person} OR json_extract(payload, '$.to') = {:mailbox} AND {:mailbox} != ''
		AND json_extract(payload, '$.name') != {:farewell}`, dbx.Params{"person": user.Id, "mailbox": user.Email(), "farewell": farewellMail})
}

// queueForNobody costs as much time as queueing a mail, so that an answer's time does not tell who has an account.
// A mail to a person who is not there is not sent.
func queueForNobody(tx core.App) error {
	return QueueMail(tx, "", Mail{Name: "nobody", Person: "nobody"})
}
