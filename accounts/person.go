package accounts

import (
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// Person is someone with an account.
type Person struct{ core.BaseRecordProxy }

var _ core.RecordProxy = (*Person)(nil)

// PersonOf reads a record of Collection as a person.
func PersonOf(user *core.Record) *Person {
	p := &Person{}
	p.SetProxyRecord(user)
	return p
}

// Given is the given name.
func (p *Person) Given() string { return p.GetString(fieldGiven) }

// Family is the family name.
func (p *Person) Family() string { return p.GetString(fieldFamily) }

// Name is given and family name, or the mailbox where there is neither.
func (p *Person) Name() string {
	if name := strings.TrimSpace(p.Given() + " " + p.Family()); name != "" {
		return name
	}
	return p.Email()
}

// Role is what the person is in the academy.
func (p *Person) Role() Role { return RoleOf(p.Record) }

// Locale is the person's language, empty if they chose none.
func (p *Person) Locale() string { return p.GetString(fieldLocale) }

// TextSize is normal, large or larger.
func (p *Person) TextSize() string {
	if size := p.GetString(fieldSize); size != "" {
		return size
	}
	return TextSizes[0]
}

// TextSizes are the sizes of text that people choose from, the default first.
var TextSizes = []string{"normal", "large", "larger"}

func newPerson(app core.App) (*Person, error) {
	users, err := app.FindCachedCollectionByNameOrId(Collection)
	if err != nil {
		return nil, err
	}
	return PersonOf(core.NewRecord(users)), nil
}

// Since is when the account was made.
func (p *Person) Since() time.Time { return p.GetDateTime("created").Time() }
