Attribute VB_Name = "KhoiDong"
Option Explicit

' Starts the tool for a button: in Excel a Python process, in LibreOffice Calc a user script.
' The tool writes its answer into the workbook by itself. Told here is only what kept it from starting, in words
' from the hidden sheet xlwings.conf (A = key, B = value): VBA source is 8-bit and cannot hold Vietnamese.

Private Const NotFound As Long = 9009 ' exit code of the Microsoft Store's stand-in for a Python not installed

Private running As Boolean

' Does what the button says and waits for it. Lengthy work has a minimised console: closing it stops the work.
Public Sub Press(ByVal button As String, Optional ByVal lengthy As Boolean = False)
    Dim message As String, detail As String
    If running Then
        Tell "Msg_Busy", ""
        Exit Sub
    End If
    running = True
    On Error GoTo Failed
    message = "Msg_Failed" ' what to say if the next step fails
    Application.StatusBar = Setting("Msg_Running")
    If InCalc() Then
        message = "Msg_NoScript"
        RunScript button, message
    ElseIf InStr(ThisWorkbook.Name, "=") > 0 Then
        message = "Msg_BadName" ' xlwings would cut the name there
    Else
        message = "Msg_Blocked"
        message = Verdict(RunPython(button, lengthy), detail)
    End If
Done:
    On Error Resume Next
    running = False
    Application.StatusBar = False
    If message <> "" Then Tell message, detail
    Exit Sub
Failed:
    detail = Err.Number & " " & Err.Description
    Resume Done
End Sub

' Whether the host is LibreOffice. It ignores every line that begins with #, so it runs what Excel leaves out here;
' what stands between such lines must never be wrong for LibreOffice, hence the empty first branch.
Private Function InCalc() As Boolean
#If VBA7 Then
#Else
    InCalc = True
#End If
End Function

' Runs the user script, which starts the tool; message becomes what to say when it fails.
Private Sub RunScript(ByVal button As String, ByRef message As String)
#If VBA7 Then
#Else
    Dim script As Object
    Set script = ThisComponent.getScriptProvider().getScript( _
        "vnd.sun.star.script:xltools_calc.py$press?language=Python&location=user")
    message = "Msg_Failed"
    script.invoke Array(button), Array(), Array()
    message = ""
#End If
End Sub

' The exit code of our module, run by the interpreter of the sheet, else by our own, else by the one on PATH.
Private Function RunPython(ByVal button As String, ByVal lengthy As Boolean) As Long
    Dim wsh As Object, arguments As String, interpreter As String, folder As String
    arguments = " -P -m xltools.buttons " & button & " --wb=""" & ThisWorkbook.Name & """ --from_xl=1" & _
        " --app=""" & Application.Path & "\" & Application.Name & """ --hwnd=""" & Application.Hwnd & """"
    interpreter = Setting("Interpreter_Win")
    Set wsh = CreateObject("WScript.Shell")
    folder = wsh.CurrentDirectory ' searched before PATH: often a shared folder, where anybody may put a python.exe
    wsh.CurrentDirectory = wsh.ExpandEnvironmentStrings("%SystemRoot%")
    If interpreter <> "" Then
        RunPython = ExitCode(wsh, """" & interpreter & """" & arguments, lengthy)
    Else
        RunPython = ExitCode(wsh, """%LOCALAPPDATA%\xltools\python\python.exe""" & arguments, lengthy)
        If RunPython = NotFound Then RunPython = ExitCode(wsh, "python" & arguments, lengthy)
    End If
    On Error Resume Next ' the folder may have gone
    wsh.CurrentDirectory = folder
End Function

' Runs a command line, hidden or minimised, to its end: its exit code, or the error that kept it from starting.
Private Function ExitCode(ByVal wsh As Object, ByVal command As String, ByVal lengthy As Boolean) As Long
    On Error GoTo Failed
    ExitCode = wsh.Run(command, IIf(lengthy, 7, 0), True)
    Exit Function
Failed:
    ExitCode = Err.Number
    If ExitCode = &H80070002 Or ExitCode = &H80070003 Then ExitCode = NotFound ' no such file, no such folder
End Function

' The message for an exit code, "" when the tool has answered on the sheet; detail completes the message.
Private Function Verdict(ByVal code As Long, ByRef detail As String) As String
    detail = IIf(code < 0, Hex(code), CStr(code))
    Select Case code
        Case 0
            Verdict = ""
        Case NotFound
            detail = Setting("Interpreter_Win")
            Verdict = IIf(detail = "", "Msg_NoPython", "Msg_WrongPath")
        Case 1, 2 ' Python's own: no such module, or too old for -P
            Verdict = "Msg_NoTool"
        Case &HC000013A ' console closed, Ctrl+C
            Verdict = "Msg_Stopped"
        Case 75 ' the limit the tool sets itself for work without a window
            Verdict = "Msg_TooLong"
        Case 70, &H80070000 To &H8007FFFF ' permission denied, and what else Windows refuses with
            Verdict = "Msg_Blocked"
        Case Else
            Verdict = "Msg_Failed"
    End Select
End Function

' Writes a message where the answer of a click stands.
Private Sub Tell(ByVal message As String, ByVal detail As String)
    On Error GoTo Failed
    ThisWorkbook.Names("xl_headline").RefersToRange.Value = Replace(Setting(message), "{0}", detail)
    Exit Sub
Failed:
    MsgBox "Khong ghi duoc len bang dieu khien (" & message & " " & detail & "). Hay mo lai tep goc."
End Sub

' The value of a key on the hidden sheet, "" when there is none.
Private Function Setting(ByVal key As String) As String
    Dim cell As Object
    For Each cell In ThisWorkbook.Worksheets("xlwings.conf").UsedRange.Columns(1).Cells
        If cell.Value = key Then Setting = cell.Offset(0, 1).Value
    Next
End Function
