// Package personal is the words in which a package says what it holds about people, as plain values: export, erasure, retention and the
// register of processing read them, and package privacy acts on them. It reads and changes nothing itself.
package personal

// Fate is what becomes of rows when the person goes.
type Fate string

// The fates. Whatever happens to a row, nothing in it points to the account any more.
const (
	Delete    Fate = "delete"    // the rows go
	Anonymise Fate = "anonymise" // the rows stay, without what says whose they are
	Keep      Fate = "keep"      // law, or what others rely on, keeps them as they are; Why says which
)

// Basis is why the centre may hold it, in the words of art. 6 GDPR. Consent is none of them: a public body that has a task asks for none.
type Basis string

// The bases.
const (
	Task Basis = "task" // art. 6.1.e: a task in the public interest
	Law  Basis = "law"  // art. 6.1.c: a duty of law
)

// Purpose is what for, in words below "holding.purpose." in the locales.
type Purpose string

// The purposes.
const (
	Access   Purpose = "access"   // letting the person in, and nobody else
	Teaching Purpose = "teaching" // courses, quizzes, webinars
	Proof    Purpose = "proof"    // showing that somebody was trained
	Contact  Purpose = "contact"  // telling people what concerns them
	Staffing Purpose = "staffing" // organisations that train their people
	Running  Purpose = "running"  // keeping the service going and answerable
)

// Term is for how long, in words below "holding.kept.".
type Term string

// The terms. Those of which package privacy has a rule end by themselves.
const (
	Account  Term = "account" // as long as the account
	Ever     Term = "ever"    // for good: it proves something
	Session  Term = "session" // until signing out, or the session's end
	Course   Term = "course"  // as long as the course
	Webinar  Term = "webinar" // as long as the webinar
	Days     Term = "days"    // as many days as the retention rules say
	Minutes  Term = "minutes" // until it was used, or its minutes are over
	TwoYears Term = "two_years"
)

// Way is how the rows of a person are found. All are by an index: erasing somebody reads no table from end to end.
type Way struct {
	Field   string // of the collection
	Through string // a collection whose ids stand in Field; empty: the person's id stands there
	Owner   string // the field of Through that has the person's id
	Prefix  string // stands before the person's id
	Roll    string // Field is a list, and this table tells by id whose
	Crew    bool   // Field is a list, and the table webinar_crew tells whose
	Name    string // of a mention: the field beside it that holds the name
	Also    string // a condition that holds besides, as SQL
}

// User finds rows that say in a field whose they are.
func User(field string) Way { return Way{Field: field} }

// Of finds rows by the id of a row of another collection, which says whose it is.
func Of(field, through, owner string) Way { return Way{Field: field, Through: through, Owner: owner} }

// Holding is what a collection holds about people.
type Holding struct {
	Collection string
	Ways       []Way    // how the rows about a person are found; any of them
	Shown      []string // fields that the person gets to read, in this order; Secret ones are never among them
	Erased     []string // fields emptied where the row stays: names, mailboxes, what says who it was
	Struck     []string // fields in whose place an ellipsis stands where the row stays: what somebody said among others
	Mentions   []Way    // fields that tell who of the centre did something; the rows are about somebody else, or nobody
	Secrets    []string // fields that nobody is shown: hashes, keys, tokens, and what only the program reads
	Purpose    Purpose
	Basis      Basis
	Kept       Term
	Erasure    Fate
	Why        string // key below "holding.why.", where rows stay
	Saved      bool   // rows are saved one by one, for others who listen
}

// Impersonal is a collection with nothing about people, and why it may look as if.
type Impersonal struct{ Collection, Why string }
