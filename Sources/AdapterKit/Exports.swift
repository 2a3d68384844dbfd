// An adapter imports AdapterKit alone and speaks the values every part of Portolan speaks.
@_exported import HistoryModel
