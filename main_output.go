package main

import (
	"context"
	"io"

	"tcpdeck/model"
	"tcpdeck/profiles"
)

// pastOutputs fits the stored output to what the commands ask for: the code
// pages are netio's.
type pastOutputs struct{ *profiles.Outputs }

func (o pastOutputs) Scan(ctx context.Context, run model.Run, p model.Pick, each func(*model.Stored) error) (torn int64, err error) {
	return o.Outputs.Scan(ctx, run, p, codec, each)
}

func (o pastOutputs) Search(ctx context.Context, runs []model.Run, q model.Search, each func(*model.Found) error) error {
	return o.Outputs.Search(ctx, runs, q, codec, each)
}

func (o pastOutputs) Capture(ctx context.Context, run model.Run, name string, w io.Writer) (torn int64, err error) {
	return o.Outputs.Capture(ctx, run, name, codec, w)
}
