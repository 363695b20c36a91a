Attribute VB_Name = "NutBam"
Option Explicit

' One Sub per button of the control panel; the key is the button's name in the tool.

Public Sub XlKiemTra()
    Press "check"
End Sub

Public Sub XlXoaDanhDau()
    Press "clear"
End Sub

Public Sub XlThuNhan()
    Press "collect", True
End Sub

Public Sub XlMau2()
    Press "mau2"
End Sub

Public Sub XlMau3()
    Press "mau3"
End Sub

Public Sub XlTuanThu()
    Press "compliance"
End Sub

Public Sub XlChayCaQuy()
    Press "run", True
End Sub

Public Sub XlCapNhat()
    Press "refresh"
End Sub
