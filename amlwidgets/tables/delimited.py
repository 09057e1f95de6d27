"""CSV and its kin, whole with all processors, or block by block."""

from typing import Any, Dict, Iterator, List, Mapping, Optional

from amlwidgets.engine.inputs.files import Places, SourceFile
from amlwidgets.tables import troubles
from amlwidgets.tables.opening import stream
from amlwidgets.tables.required import arrow

Table = Any
_BLOCK, _LARGEST_BLOCK, _GROWTH = 1 << 20, 1 << 30, 32


class DelimitedReader:
    """Reads the files of one dataset, in their order."""

    def __init__(self, reader: Mapping[str, Any]) -> None:
        self._reader = reader
        self._names: Optional[List[str]] = None

    def tables(self, file: SourceFile, places: Places, rows: Optional[int]) -> Iterator[Table]:
        """The tables of a file; `rows` says that no more than about so many will be wanted.

        Types are inferred from all rows of a file, from the first block when only some are wanted. Raises
        DatasetExecutionError for what is no such file.
        """
        block = _BLOCK
        while True:
            try:
                yield from self._tables(file, places, rows, block)
                return
            except arrow().ArrowInvalid as error:
                if "Empty CSV" in str(error):
                    return
                if "straddling" not in str(error) or block >= _LARGEST_BLOCK:
                    raise troubles.unreadable(file, error) from error
                block *= _GROWTH  # a line that is longer than a block

    def _tables(self, file: SourceFile, places: Places, rows: Optional[int], block: int) -> Iterator[Table]:
        if rows is None:
            yield self._settled(file, self._whole(file, places, block))
            return
        done = 0
        try:
            for batch in self._blocks(file, places, block):
                yield self._settled(file, arrow().Table.from_batches([batch]))
                done += batch.num_rows
        except arrow().ArrowInvalid as error:
            if "conversion error" not in str(error):
                if done:
                    raise troubles.unreadable(file, error) from error
                raise
            # The first block promised types that the others do not keep.
            yield self._settled(file, self._whole(file, places, block).slice(done))

    def _whole(self, file: SourceFile, places: Places, block: int) -> Table:
        from pyarrow import csv

        wrong: List[Any] = []
        options = self._options(file, places, block, wrong)
        try:
            with stream(file, places) as source:
                return csv.read_csv(source, **options)
        except (arrow().ArrowInvalid, UnicodeDecodeError) as error:
            raise self._refused(file, wrong, error) from error

    def _blocks(self, file: SourceFile, places: Places, block: int) -> Iterator[Any]:
        from pyarrow import csv

        wrong: List[Any] = []
        options = self._options(file, places, block, wrong)
        try:
            with stream(file, places) as source, csv.open_csv(source, **options) as reader:
                yield from reader
        except (arrow().ArrowInvalid, UnicodeDecodeError) as error:
            raise self._refused(file, wrong, error) from error

    def _refused(self, file: SourceFile, wrong: List[Any], error: Exception) -> Exception:
        if wrong:
            return troubles.ragged(file, wrong[0])
        if isinstance(error, UnicodeDecodeError):
            return troubles.undecoded(file, [], self._reader["encoding"])
        return error

    def _options(self, file: SourceFile, places: Places, block: int, wrong: List[Any]) -> Dict[str, Any]:
        from pyarrow import csv

        def invalid(row: Any) -> str:
            wrong.append(row)
            return "error"

        reader, header = self._reader, self._reader["header"]
        named = header == "ONLY_FIRST_FILE_HAS_HEADERS" and self._names is not None
        generated = header == "NO_HEADERS"
        parse = {"delimiter": reader["separator"], "newlines_in_values": reader["multi_line"]}
        return {
            "read_options": csv.ReadOptions(
                block_size=block,
                encoding=reader["encoding"],
                autogenerate_column_names=generated,
                column_names=self._names if named else None,
            ),
            "parse_options": csv.ParseOptions(invalid_row_handler=invalid, **parse),
            "convert_options": csv.ConvertOptions(column_types=self._texts(file, places, parse, generated, named)),
        }

    def _texts(
        self, file: SourceFile, places: Places, parse: Dict[str, Any], generated: bool, named: bool
    ) -> Dict[str, Any]:
        """The columns that are not inferred, as texts."""
        text = arrow().string()
        if self._reader["infer"]:
            return {self._as_generated(name) if generated else name: text for name in self._reader["types"]}
        names = self._names if named and self._names else self._header(file, places, parse, generated)
        return dict.fromkeys(names, text)

    def _header(self, file: SourceFile, places: Places, parse: Dict[str, Any], generated: bool) -> List[str]:
        from pyarrow import csv

        options = csv.ReadOptions(encoding=self._reader["encoding"], autogenerate_column_names=generated)
        with stream(file, places) as source:
            reader = csv.open_csv(source, read_options=options, parse_options=csv.ParseOptions(**parse))
            with reader:
                return list(reader.schema.names)

    @staticmethod
    def _as_generated(name: str) -> str:
        """v1 counts columns without names from Column1, pyarrow from f0."""
        number = name[len("Column") :] if name.startswith("Column") else ""
        return f"f{int(number) - 1}" if number.isdecimal() else name

    def _settled(self, file: SourceFile, table: Table) -> Table:
        """With names that are each once, and nothing in place of empty texts."""
        pa = arrow()
        broken = [field.name for field in table.schema if pa.types.is_binary(field.type)]
        if broken:
            raise troubles.undecoded(file, broken, self._reader["encoding"])
        if self._reader["header"] == "NO_HEADERS":
            table = table.rename_columns([f"Column{number + 1}" for number in range(table.num_columns)])
        elif len(set(table.column_names)) < table.num_columns:
            table = table.rename_columns(_once_each(table.column_names))
        if self._names is None:
            self._names = list(table.column_names)
        return table if self._reader["empty_as_string"] else _without_empty(table)


def _once_each(names: List[str]) -> List[str]:
    found: List[str] = []
    for name in names:
        number, unique = 0, name
        while unique in found:
            number += 1
            unique = f"{name}_{number}"
        found.append(unique)
    return found


def _without_empty(table: Table) -> Table:
    """Texts that are empty are values that are missing."""
    import pyarrow.compute as pc

    pa = arrow()
    for index, field in enumerate(table.schema):
        if pa.types.is_string(field.type):
            column = table.column(index)
            if pc.min(pc.binary_length(column)).as_py() == 0:
                empty = pc.equal(column, "")
                table = table.set_column(index, field.name, pc.if_else(empty, pa.scalar(None, field.type), column))
    return table
