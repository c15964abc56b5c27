//! XLSForm → XForm: what the sheets of a workbook mean.
