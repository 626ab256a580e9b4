package quizzes

// Attachment is a file that a learner added to an essay.
type Attachment struct {
	ID   string
	Name string // as the learner's device named it
	Type string // key of FileTypes, found out from its bytes
	Size int64
}
