from amlwidgets.sdk.data.sql_data_reference import SqlDataReference
