package main

import (
	"context"
	"slices"
	"time"

	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
)

// Desk answers technicians and programs, which make the link of a tablet without a page.
type Desk struct {
	Handler
	Municipalities interface {
		ByID(ctx context.Context, id string) (municipality.Municipality, error)
	}
}

// Order is what they ask for: the link of a tablet.
type Order struct {
	Municipality string `json:"municipality"` // tenant id, "c_x000"
	School       string `json:"school"`       // code of the school
	Name         string `json:"name"`         // as the list of devices shows it
}

// Link is the answer. Who has the address opens the sheets of the school.
type Link struct {
	URL     string    `json:"url"`
	Expires time.Time `json:"expires"`
}

// Answer makes the link. The error is problem.NotFound for a municipality that is not there, problem.Invalid for a
// school that is none of it or a device without a name.
func (d Desk) Answer(ctx context.Context, order Order) (Link, error) {
	m, err := d.Municipalities.ByID(ctx, order.Municipality)
	if err != nil {
		return Link{}, err
	}
	schools, err := d.School.Schools(ctx, m.ID)
	if err != nil {
		return Link{}, err
	}
	known := slices.ContainsFunc(schools, func(s school.School) bool { return s.ID == order.School })
	if !known || order.Name == "" {
		return Link{}, problem.New(problem.Invalid, "Servono il codice di una scuola (school) e un nome per il dispositivo (name).")
	}
	technician := office.Operator{ID: "tecnico", Name: "Riga di comando"}
	ctx = d.Audit.Noting(ctx, m.ID, technician, office.Deed{
		Action: office.DeviceAdded, Object: "scuola " + order.School, After: order.Name,
	})
	made, secret, err := d.Operators.AddDevice(ctx, m.ID, office.Device{
		School: order.School, Name: order.Name, By: technician.Name,
	})
	return Link{URL: tabletAddress(m.PortalURL(d.PortalURL), secret), Expires: made.Expires}, err
}
