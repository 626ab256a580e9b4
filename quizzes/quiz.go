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
}

// Settings say how a quiz is asked. They are kept as JSON.
type Settings struct {
	Pass             float64 `json:"pass"`                        // percent of the points, 0 to 100
	Attempts         int     `json:"attempts,omitempty"`          // 0 is without limit
	Draw             int     `json:"draw,omitempty"`              // how many questions; 0 is all
	ShuffleQuestions bool    `json:"shuffle_questions,omitempty"` // anew in each attempt
	ShuffleOptions   bool    `json:"shuffle_options,omitempty"`
	TimeLimit        int     `json:"time_limit,omitempty"` // minutes; 0 is without limit
	Feedback         Moment  `json:"feedback"`
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
