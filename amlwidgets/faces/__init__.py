"""Pure views of the records: the run document and ARM's shapes, one module each, both ways where REST writes."""
