from amlwidgets.sdk.pipeline.recurrence import ScheduleRecurrence
from amlwidgets.sdk.pipeline.schedule import Schedule
from amlwidgets.sdk.pipeline.timezones import TimeZone
