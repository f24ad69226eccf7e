@echo off
rem Finds a Python of the right version and has it install. Ends with 0, or with 1 after a sentence that says why not.
setlocal EnableExtensions DisableDelayedExpansion
set "KIT=%~dp0.."
set "PYEXE="
set "PYARG="
set "SEEN=none"
call :try py -3.13
call :try py -3.12
call :try py -3.11
call :try python
call :try python3
for %%V in (313 312 311) do call :try "%LocalAppData%\Programs\Python\Python%%V\python.exe"
for %%V in (313 312 311) do call :try "%ProgramFiles%\Python%%V\python.exe"
if not defined PYEXE goto without
"%PYEXE%" %PYARG% -X utf8 "%KIT%\bin\install.py"
exit /b %ERRORLEVEL%

:without
chcp 936 >nul
type "%KIT%\bin\messages\%SEEN%.txt"
exit /b 1

:try
if defined PYEXE exit /b 0
"%~1" %~2 "%KIT%\bin\which.py" >nul 2>nul
if "%ERRORLEVEL%"=="0" goto found
if "%ERRORLEVEL%"=="11" set "SEEN=old"
if "%ERRORLEVEL%"=="12" set "SEEN=new"
if "%ERRORLEVEL%"=="13" set "SEEN=machine"
exit /b 0

:found
set "PYEXE=%~1"
set "PYARG=%~2"
exit /b 0
