package classes

import "aula/accounts"

// MayPlan tells whether the actor may change the edition's plan and cancel it: who runs its course, whose owner is given; and those who
// do so for the organisation whose it is.
func (e *Edition) MayPlan(a accounts.Actor, courseOwner string) bool {
	return accounts.MayManageCourse(a.Person, courseOwner) || e.Organisation() != "" && a.MayIn(accounts.ManageEditions, e.Organisation())
}

// MayHold tells whether the actor may see who is in the edition, and hold its classes: who may plan it, those of the centre who are named
// in it, and the facilitators of the organisation whose it is.
func (e *Edition) MayHold(a accounts.Actor, courseOwner string) bool {
	if e.MayPlan(a, courseOwner) {
		return true
	}
	return a.Person != nil && e.IsFacilitator(a.Person.Id) && a.May(accounts.HoldClasses)
}
