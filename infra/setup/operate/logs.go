package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
)

// longestLine is the longest line of a log that is read, in bytes.
const longestLine = 1 << 20

// logs shows the lines of a function (FUNCTION, such as receipts) that have TEXT in them, of the last HOURS (24) in an
// account and all of them on a local stack.
func (o operator) logs(ctx context.Context) error {
	function, err := o.need("FUNCTION", "receipts")
	if err != nil {
		return err
	}
	name := ""
	for output, physical := range o.Names() {
		if strings.EqualFold(output, function+"FunctionName") {
			name = physical
		}
	}
	switch {
	case name == "":
		return fmt.Errorf("the stack has no function %s", function)
	case o.Stack == "":
		return o.localLogs(filepath.Join(o.Folder, "log", name+".log"))
	default:
		return o.accountLogs(ctx, name)
	}
}

func (o operator) localLogs(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, longestLine)
	for lines.Scan() {
		if strings.Contains(lines.Text(), o.setting("TEXT")) {
			o.say("%s", lines.Text())
		}
	}
	return errors.Join(lines.Err(), file.Close())
}

// accountLogs reads the one log group of all functions, whose streams have the functions' names.
func (o operator) accountLogs(ctx context.Context, function string) error {
	group, err := o.output("LogGroup")
	if err != nil {
		return err
	}
	hours := 24
	if text := o.setting("HOURS"); text != "" {
		if hours, err = strconv.Atoi(text); err != nil {
			return fmt.Errorf("HOURS: %w", err)
		}
	}
	config, err := o.AWS("CLOUDWATCH_LOGS")
	if err != nil {
		return err
	}
	input := &cloudwatchlogs.FilterLogEventsInput{
		LogGroupName: &group, StartTime: aws.Int64(o.now().Add(-time.Duration(hours) * time.Hour).UnixMilli()),
	}
	if text := o.setting("TEXT"); text != "" {
		input.FilterPattern = aws.String(strconv.Quote(text))
	}
	pages := cloudwatchlogs.NewFilterLogEventsPaginator(cloudwatchlogs.NewFromConfig(config), input)
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		for _, event := range page.Events {
			if strings.Contains(aws.ToString(event.LogStreamName), function) {
				o.say("%s", strings.TrimSpace(aws.ToString(event.Message)))
			}
		}
	}
	return nil
}
