"""The drawing and the page of a report, in the files that they are asked for in."""

from collections.abc import Sequence
from datetime import tzinfo

from radar_cli.domain.section import Section
from radar_cli.errors import BadInput
from radar_cli.files import replace_file
from radar_cli.rendering.options import OutputOptions
from radar_cli.rendering.page import page
from radar_cli.rendering.svg import stacked


def write(title: str, sections: Sequence[Section], options: OutputOptions, zone: tzinfo) -> None:
    """Write the SVG file and the page that were asked for, each whole or not at all.

    Raises:
        BadInput: there is no picture, or no section at all, to put there.
        OperationFailed: a file cannot be written.
    """
    charts = [chart for section in sections for chart in section.charts]
    if options.chart_file is not None and not charts:
        raise BadInput("there is no picture of this", "leave --chart out")
    if options.page_file is not None and not sections:
        raise BadInput("there is no result yet", "leave --html out, or wait for it with radar report wait")
    if options.chart_file is not None:
        replace_file(options.chart_file, stacked(charts))
    if options.page_file is not None:
        replace_file(options.page_file, page(title, sections, footer="Made by radar.", zone=zone))
