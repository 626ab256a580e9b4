package quizzes

// Quiz is one quiz as its author wrote it, whatever the file's form. ParseMarkdown and gift.Parse make it, Store keeps it.
type Quiz struct {
	Key       string // its id within the course
	Slug      string // its address within the course
	Title     string // plain text
	Position  int    // among the lessons and quizzes of its course, from 1; 0: its place in the list that is stored
	Intro     Text
	Settings  Settings
	Questions []Question

	ownGrace bool // the author says how long the grace is
}

// Settings say how a quiz is asked. They are kept as JSON.
type Settings struct {
	Pass             float64 `json:"pass"`                        // percent of the points, 0 to 100
	Attempts         int     `json:"attempts,omitempty"`          // 0 is without limit
	Wait             int     `json:"wait,omitempty"`              // minutes between the end of an attempt and the next one
	Bank             bool    `json:"bank,omitempty"`              // not asked itself: other quizzes of its course draw from it
	Draw             int     `json:"draw,omitempty"`              // how many questions; 0 is all
	Draws            []Draw  `json:"draws,omitempty"`             // where questions come from; empty: the quiz's own
	ShuffleQuestions bool    `json:"shuffle_questions,omitempty"` // anew in each attempt
	ShuffleOptions   bool    `json:"shuffle_options,omitempty"`
	TimeLimit        int     `json:"time_limit,omitempty"` // minutes; 0 is without limit
	Grace            int     `json:"grace,omitempty"`      // seconds after the limit in which answers on their way still count
	Feedback         Moment  `json:"feedback"`
	FeedbackDate     string  `json:"feedback_date,omitempty"` // of OnDate: 2026-12-31, from the start of that day
	Bands            []Band  `json:"bands,omitempty"`         // what is said about the whole, by percent
	Certainty        bool    `json:"certainty,omitempty"`     // each answer says how sure it is, and is marked by that
	SecondMarker     bool    `json:"second_marker,omitempty"` // essays are marked by two people who do not see each other's marks
}

// Band is what is said to those who reach a percentage and no higher band.
type Band struct {
	From float64 `json:"from"`
	Text Text    `json:"text"`
}

// BandOf is the text for a percentage, an empty one where none fits.
func (s Settings) BandOf(percent float64) Text {
	best, text := -1.0, Text{}
	for _, b := range s.Bands {
		if b.From <= percent && b.From > best {
			best, text = b.From, b.Text
		}
	}
	return text
}

// DefaultSettings are those of a quiz whose author says nothing.
func DefaultSettings() Settings { return Settings{Pass: 60, Feedback: AfterSubmission} }

// Moment is when right answers and explanations may be shown.
type Moment string

const (
	// AfterSubmission shows them as soon as the attempt is submitted.
	AfterSubmission Moment = "submission"
	// WhenPassed shows them once the attempt was passed, or no further one is allowed.
	WhenPassed Moment = "passed"
	// AtOnce shows each question's as soon as its answer is checked, which fixes the answer.
	AtOnce Moment = "question"
	// OnDate shows them from a day on.
	OnDate Moment = "date"
	// Never shows the score alone.
	Never Moment = "never"
)

// Bounds of what one file may hold; what goes beyond is a finding.
const (
	maxQuestions = 1000
	maxOptions   = 50
	maxPoints    = 1000
	maxKey       = 100
	maxTitle     = 300
	maxAttempts  = 1000
	maxTimeLimit = 7 * 24 * 60
)
