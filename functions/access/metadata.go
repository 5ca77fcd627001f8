package main

import (
	"net/http"

	"serviziscolastici/shared/web"
)

// metadata publishes the portal's signed metadata, for SPID or for CIE.
func (h way) metadata(w http.ResponseWriter, _ *http.Request, visit web.Visit) error {
	metadata, err := h.portal(visit.Municipality).Metadata()
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/samlmetadata+xml")
	_, err = w.Write(metadata)
	return err
}
