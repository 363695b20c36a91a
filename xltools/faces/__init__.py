"""What people touch: command line, control panel in Excel and LibreOffice Calc, watcher, doctor, demo."""
