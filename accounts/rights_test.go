package accounts

import (
	"testing"

	"github.com/pocketbase/pocketbase/core"
)

func someone(role Role) *core.Record {
	users := core.NewAuthCollection(Collection)
	users.Fields.Add(&core.SelectField{Name: fieldRole, Values: []string{"learner", "author", "staff", "administrator"}})
	r := core.NewRecord(users)
	r.Id = "me"
	r.Set(fieldRole, string(role))
	return r
}

func TestWhoMayDoWhat(t *testing.T) {
	rows := []struct {
		act                                   Act
		learner, author, staff, administrator bool
	}{
		{OpenManage, false, true, true, true},
		{ManageOwnCourses, false, true, true, true},
		{PreviewCourses, false, false, true, true},
		{ManageAllCourses, false, false, true, true},
		{SeeLearners, false, false, true, true},
		{AnswerQuestions, false, false, true, true},
		{MarkAnswers, false, true, true, true},
		{ManageWebinars, false, false, true, true},
		{SeeResults, false, true, true, true},
		{GrantExtras, false, true, true, true},
		{SeeRatings, false, false, true, true},
		{SeeCertificates, false, false, true, true},
		{RevokeCertificates, false, false, true, true},
		{CorrectNames, false, false, true, true},
		{ManageCentre, false, false, false, true},
		{SeePeople, false, false, false, true},
		{ManageRoles, false, false, false, true},
		{SeeJobs, false, false, false, true},
		{ManageBackups, false, false, false, true},
		{"an act that nobody declared", false, false, false, false},
	}
	for _, row := range rows {
		for role, want := range map[Role]bool{Learner: row.learner, Author: row.author, Staff: row.staff, Administrator: row.administrator, "": row.learner} {
			if got := Allowed(someone(role), row.act); got != want {
				t.Errorf("%s by %q: %v, want %v", row.act, role, got, want)
			}
		}
		if Allowed(nil, row.act) {
			t.Errorf("%s is allowed to nobody", row.act)
		}
	}
	if len(rows)-1 != len(leastRole) {
		t.Errorf("the table has %d acts, the test %d", len(leastRole), len(rows)-1)
	}
}

func TestWhoMayManageACourse(t *testing.T) {
	rows := []struct {
		name  string
		who   *core.Record
		owner string
		want  bool
	}{
		{"an author their own", someone(Author), "me", true},
		{"an author not another's", someone(Author), "other", false},
		{"an author not the centre's", someone(Author), "", false},
		{"staff anybody's", someone(Staff), "other", true},
		{"staff the centre's", someone(Staff), "", true},
		{"a learner not even what they own", someone(Learner), "me", false},
		{"nobody none", nil, "", false},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			if got := MayManageCourse(row.who, row.owner); got != row.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestARecordOfAnotherCollectionHasNoRole(t *testing.T) {
	r := core.NewRecord(core.NewAuthCollection("visitors"))
	if Allowed(r, OpenManage) {
		t.Error("a visitor may open manage")
	}
}
