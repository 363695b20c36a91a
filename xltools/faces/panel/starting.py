"""The words of ``macros/KhoiDong.bas`` for a tool that does not start; kept on the hidden sheet ``xlwings.conf``."""

MESSAGES = {
    "Msg_Running": "xltools đang làm việc, xin chờ…",
    "Msg_Busy": "Lần bấm trước chưa xong. Hãy chờ kết quả của nó rồi bấm lại.",
    "Msg_NoPython": "Chưa thấy Python trên máy này. Hãy cài bộ xltools (xem hướng dẫn cài đặt trên Windows), "
    "hoặc ghi đường dẫn của python.exe vào ô Interpreter_Win của sheet ẩn xlwings.conf.",
    "Msg_WrongPath": "Không có chương trình nào tại đường dẫn {0}. "
    "Hãy sửa ô Interpreter_Win của sheet ẩn xlwings.conf, hoặc xoá trống ô đó.",
    "Msg_NoTool": "Đã thấy Python, nhưng bộ xltools chưa được cài cho nó, hoặc Python cũ hơn 3.11. "
    "Hãy mở cửa sổ lệnh ở thư mục chứa bộ xltools và chạy: python -m pip install --upgrade .",
    "Msg_Blocked": "Máy này không cho Excel chạy chương trình khác (lỗi {0}). Hãy hỏi người quản trị máy; "
    "trong lúc chờ, dùng thư mục chung hoặc lệnh xltools trong cửa sổ lệnh (xltools panel bấm thay nút): "
    "kết quả như nhau.",
    "Msg_Stopped": "Đã dừng theo yêu cầu. Việc làm dở không để lại gì hỏng; bấm lại để làm tiếp.",
    "Msg_TooLong": "Việc này quá lâu chưa xong nên đã dừng, không để lại gì hỏng. Hãy xem ổ chung, mạng có chậm không "
    "rồi bấm lại; vẫn vậy thì dùng lệnh xltools trong cửa sổ lệnh.",
    "Msg_BadName": "Tên tệp này có dấu =. Hãy lưu lại dưới tên không có dấu đó rồi bấm lại.",
    "Msg_NoScript": "LibreOffice chưa có phần nối với xltools, hoặc phần đó hỏng. "
    "Hãy mở cửa sổ lệnh, chạy: xltools install-libreoffice, rồi mở lại LibreOffice.",
    "Msg_Failed": "Không chạy được (lỗi {0}). Hãy chạy: xltools doctor trong cửa sổ lệnh để biết thiếu gì.",
}
"""Key on the sheet → sentence; ``{0}`` is a path or an error number."""
