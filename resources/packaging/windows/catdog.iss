; Makes dist\catdog-VERSION-setup.exe of the packaged folder: iscc /DVersion=1.2.0 resources\packaging\windows\catdog.iss
; Not tried yet. It needs no administrator; what it adds to the menu of folders, it removes.

[Setup]
AppId=app.catdog.catdog
AppName=catdog
AppVersion={#Version}
DefaultDirName={autopf}\catdog
DefaultGroupName=catdog
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
LicenseFile=..\..\..\LICENSE
OutputDir=..\..\..\dist
OutputBaseFilename=catdog-{#Version}-setup
UninstallDisplayIcon={app}\catdog-gui.exe

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"

[Tasks]
Name: "menu"; Description: """Sort cats and dogs here"" in the menu of folders"

[Files]
Source: "..\..\..\dist\catdog\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[Icons]
Name: "{autoprograms}\catdog"; Filename: "{app}\catdog-gui.exe"

[Registry]
; The keys that the switch in the program's settings writes and removes too.
Root: HKCU; Subkey: "Software\Classes\Directory\shell\catdog"; ValueType: string; ValueData: "Sort cats and dogs here"; Flags: uninsdeletekey; Tasks: menu
Root: HKCU; Subkey: "Software\Classes\Directory\shell\catdog\command"; ValueType: string; ValueData: """{app}\catdog-gui.exe"" ""%V"""; Flags: uninsdeletekey; Tasks: menu
Root: HKCU; Subkey: "Software\Classes\Directory\Background\shell\catdog"; ValueType: string; ValueData: "Sort cats and dogs here"; Flags: uninsdeletekey; Tasks: menu
Root: HKCU; Subkey: "Software\Classes\Directory\Background\shell\catdog\command"; ValueType: string; ValueData: """{app}\catdog-gui.exe"" ""%V"""; Flags: uninsdeletekey; Tasks: menu
