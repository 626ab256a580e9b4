package testapp

import (
	"reflect"
	"unsafe"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"
)

// Route is a route of a server: "GET", "/courses/{slug}". An empty method is any.
type Route struct{ Method, Path string }

// Routes are all routes below a group, PocketBase's own too. PocketBase keeps them to itself; tests that hold for every route read them there.
func Routes(group *router.RouterGroup[*core.RequestEvent]) []Route { return routesBelow(group, "") }

func routesBelow(group *router.RouterGroup[*core.RequestEvent], prefix string) (list []Route) {
	prefix += group.Prefix
	children := reflect.ValueOf(group).Elem().FieldByName("children")
	for i := range children.Len() {
		child := children.Index(i).Elem()
		switch at := unsafe.Pointer(child.Pointer()); child.Type() {
		case reflect.TypeFor[*router.RouterGroup[*core.RequestEvent]]():
			list = append(list, routesBelow((*router.RouterGroup[*core.RequestEvent])(at), prefix)...)
		case reflect.TypeFor[*router.Route[*core.RequestEvent]]():
			r := (*router.Route[*core.RequestEvent])(at)
			list = append(list, Route{r.Method, prefix + r.Path})
		}
	}
	return list
}
